corner-number = Corner
corner-east = Easting (m)
corner-north = Northing (m)
corner-hole = Hole
corners-copy = Copy corners
corners-copy-tip = Copies the table of corners in UTM, with two decimals, for Excel or a resolution
corners-change = Change by a table
corners-change-tip = Opens the corners as a table, to correct them or to paste others
dictation-open = Dictate corners
dictation-tip = Paste or type a table of corners from Excel or from a resolution
dictation-explained = Paste or type one corner a line: its number if it has one, easting and northing, or longitude and latitude. An empty line begins another part or a hole.
dictation-table = Table of corners
dictation-system = System of the table
dictation-degrees = Degrees, { $name }
dictation-guessed = Supposed from what is written; change it if it is another.
dictation-perimeter = { $length } around
dictation-corners = { $count ->
    [one] 1 corner
   *[other] { $number } corners
 }
dictation-runs = { $count ->
    [one] in 1 line or outline
   *[other] in { $number } lines or outlines
 }
dictation-finish = Make the proposal
dictation-change = Change the proposal
dictation-crosses = The outline crosses itself; perhaps the corners are not in order.
dictation-spike = Line { $line }: the corner lies very far from its neighbours; a digit may be wrong.
dictation-far = Line { $line }: it lies far from Peru; check the zone and the digits.
dictation-repeated = Line { $line }: it repeats the corner before; it counts once.
dictation-fault = Line { $line }, “{ $text }”: { $cause }
dictation-no-pair = it has no two numbers that are a position.
dictation-not-in-grid = its numbers are no easting and northing of a UTM zone; a digit may be missing, or one too many.
dictation-not-degrees = its numbers are no longitude and latitude.
dictation-nowhere = the system chosen leads nowhere.
dictation-more-faults = { $count ->
    [one] and 1 more line
   *[other] and { $number } more lines
 }
draft-typed-leg = Bearing and distance from the last vertex, or a position
draft-typed-position = Or type the position
draft-typed-is-leg = Azimuth { $azimuth }, { $length }. Enter adds it.
draft-typed-is-position = { $position }. Enter adds it.
draft-typed-unknown = Not understood. For example: N 35°20' E 120 m, azimuth 35.3, 120, or 18S 281491 9332561.
reshape-title = Edit the shape
reshape-split = Split by a line
reshape-hole = Cut a hole
reshape-fill = Fill holes
reshape-merge = Merge with…
reshape-subtract = Subtract…
reshape-subtract-selection = the selection of { $name } ({ $count })
reshape-merge-tip = Both proposals become one; what both cover counts once
reshape-subtract-tip = Takes away what the other covers; the border is shared exactly. To subtract a layer, select its features.
reshape-split-hint = Draw a line through the proposal from side to side.
reshape-hole-hint = Draw the hole inside the proposal.
reshape-impossible = The proposal stays as it is.
reshape-not-cut = The line does not cross it from side to side.
reshape-not-cut-remedy = Begin and end the line outside the proposal or on its border.
reshape-apart = They do not meet.
reshape-other-remedy = Choose another proposal or feature.
reshape-nothing-left = Nothing of it would be left.
reshape-nothing-left-remedy = If you no longer want it, delete it.
reshape-kind = One of the two is not of a kind that can be changed like this.
vertex-none = A click chooses a vertex, dragging moves it, a double click on an edge adds one.
vertex-chosen = Vertex { $number } of { $count }
vertex-next = Next vertex
vertex-previous = Previous vertex
vertex-add = Add vertex
vertex-remove = Remove vertex
step-split-proposal = Proposal split: { $name }
step-merge-proposals = Proposals merged: { $name }

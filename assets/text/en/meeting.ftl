# Paper and meeting: answers and series of maps as PDF, meeting mode, agreements and minutes.
parameter-yes = yes
parameter-place = longitude { $lon }°, latitude { $lat }°
parameter-axis = { $count ->
    [one] line of { $number } vertex
   *[other] line of { $number } vertices
}
parameter-area = { $count ->
    [one] polygon of { $number } vertex
   *[other] polygon of { $number } vertices
}
made-axis = Axis
made-changes = Changes
made-groups = Group
made-influence = Area of influence
made-overlaps = Overlaps
made-reach = Reach
made-stretch = New stretch
report-save = Save as PDF…
report-save-tip = An A4 document with the question, the map, the tables and where each figure comes from
report-made-on = Answered on { $date } with { $program }
report-parameters = What was asked with
report-notes = Warnings and notes
report-provenance = Where the figures come from
report-no-rows = No rows: nothing is as asked.
report-sum = Sum
report-marked = What the answer points at
report-map-scale-note = The map shows what the answer points at and the layers of the question. Figures in the tables are geodesic on WGS 84.
report-page = Page { $number } of { $count }
report-more = … the other layers are in the last part of the document.
report-watermark-demo = DEMONSTRATION
report-watermark-approximate = FOR REFERENCE
report-notice = { $layer }: { $notice }
report-features = { $count ->
    [one] { $number } feature
   *[other] { $number } features
}
report-rows = { $count ->
    [one] { $number } row
   *[other] { $number } rows
}
report-stamp-asked = Question: { $question } { $parameters }
report-stamp-layer = Layer { $name }: { $facts }; SHA-256 { $print }
report-stamp-table = Table { $name }: { $facts }; SHA-256 { $print }
report-stamp-program = { $program }; answered on { $date }
provenance-fact = Fact
provenance-value = Value
provenance-question = Question
provenance-layer = Layer
provenance-table = Table
report-layer-file = File
report-layer-source = Source
report-layer-date = Date of the data
report-layer-licence = Licence
report-layer-system = Coordinate system
report-layer-datum = Datum operation
report-layer-features = Contents
report-layer-print = SHA-256
dialog-report = Save the answer as PDF
series-about = { $count ->
    [one] Series of { $number } sheet; the number in the list leads to it.
   *[other] Series of { $number } sheets; the lines of the list lead to them.
}
series-number = No.
series-name = Name
series-page = Page
series-key = Index map
series-title = Map series: { $layer }
cause-series-pdf = A series of maps is written as one PDF.
remedy-series-pdf = Let the name of --out end in .pdf.
cause-series-empty = No feature of { $layer } has geometry or meets the condition.
remedy-series-empty = Check the layer of --series and the condition of --where.
print-series = Series
print-one-sheet = A single sheet
print-series-tip = A sheet for each feature of the layer, in one PDF with index and bookmarks
print-series-by = One sheet per
print-series-each = feature
print-series-where = Only where
print-series-where-hint = NOMBDEP = 'SAN MARTIN'
print-series-where-tip = A condition on the fields of the layer; all of its features without one
print-series-empty-remedy = Check the layer and the condition of the series.
top-meeting = Meeting
top-meeting-tip = Meeting mode: the map fills the screen in large letters (F11)
meeting-strokes = { $count ->
    [0] no strokes
    [one] { $number } stroke
   *[other] { $number } strokes
}
meeting-ink-left = { $count ->
    [one] The meeting left { $number } stroke
   *[other] The meeting left { $number } strokes
}
meeting-ink-remedy = “Keep the strokes”, on the card of the minutes, puts them into the plan as a layer. Otherwise they show in the next meeting, until Allpa is closed.
meeting-ink-keep = Keep the strokes
meeting-ink-keep-tip = What the marker drew becomes a layer of the plan, which can be undone
meeting-ink-layer = Strokes of the meeting of { $day }
ink-red = Red stroke
ink-blue = Blue stroke
ink-black = Black stroke
ink-orange = Orange stroke
meeting-blank = Blank screen
meeting-frozen = Map held
meeting-marker = Marker
meeting-spotlight = Spotlight
meeting-hint = ? keys
meeting-more-rows = { $count ->
    [one] and { $number } more row
   *[other] and { $number } more rows
}
meeting-keys = Keys of the meeting
meeting-key-next = Page down · right arrow · space
meeting-key-before = Page up · left arrow
meeting-does-next = next view
meeting-does-before = view before
meeting-does-marker = marker: draw on the map
meeting-does-color = colour of the marker
meeting-does-undo = take the last stroke away
meeting-does-clear = clear all strokes
meeting-does-spotlight = spotlight at the pointer
meeting-does-blank = blank screen
meeting-does-freeze = hold the map
meeting-does-clock = clock
meeting-does-figures = figures of the answer
meeting-does-legend = legend
meeting-does-leave = back to the window

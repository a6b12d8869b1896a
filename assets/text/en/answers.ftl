# Answers: what each question is for, and what its tables, columns and options are called.
questions-explained = Choose one; inputs are filled from the layers on the map, and the answer changes with them.
questions-back = All questions
question-details = More inputs
question-none = None
question-choose = Choose…
question-answering = Answering…
question-incomplete = Complete the inputs above: the answer appears here.
question-no-rows = No rows: nothing meets what is asked.
question-residual = Not covered
question-table-below = Show the whole table below the map
question-export-tip = Saves this table as CSV, Excel or JSON
question-save = Save question…
question-save-tip = Saves the question with its inputs, to be asked again: allpa ask FILE.json
question-keep = Add to the map
question-keep-tip = Keeps what is shown as a layer of its own, which can be saved
question-provenance = Where these figures come from
question-mark-place = Point on the map
question-draw-line = Draw the line
question-draw-area = Draw the polygon
question-draw-again = Draw again
question-drawing = Click on the map; Enter or a double click ends, Backspace takes the last vertex away.
question-clear = Clear
question-use-selection = Use the selection
question-use-selection-tip = Takes the geometry of the feature selected on the map
question-pick = Pick on the map
question-picked = Click the units; another click takes them out
question-vertices = { $count ->
    [one] { $number } vertex
   *[other] { $number } vertices
}
dialog-save-question = Save question

explained-conflicts = Hectares and kilometres by district, zone and protected area on each side of an axis.
explained-locate = All that the layers say of a place: click on the map.
explained-gap = Populated places farther than a distance from roads, with their population and totals by unit.
explained-protected = Each protected hectare once, by type and unit, and what overlaps apart.
explained-group = The profile of a macro-region: area, indicators and members, picked on the map or by code.
explained-cross = Hectares of each category in each unit, with totals, residual and overlap.
explained-measure = Geodesic area or length of each feature or group.
explained-nearest = The nearest feature of another layer and its distance.

column-a = Covered
column-area = ha
column-b = Covering
column-category = Category
column-distance = Distance (m)
column-farther = Far
column-farther-population = Population far
column-group = Group
column-indicator = Indicator
column-layer = Layer
column-length = km
column-name = Name
column-other-fid = Other feature
column-overlap = Overlap (ha)
column-percent = %
column-percent-of-a = % of the covered
column-percent-of-b = % of the covering
column-places = Places
column-population = Population
column-recommendation = Recommendation
column-source = Source
column-type = Type
column-unit = Unit
column-value = Value

table-answer = Answer
table-groups = Groups
table-places = Places
table-summary = Totals

option-departments = Departments (facts)
option-indicators = Example indicators
option-macro-regions = Known macro-regions
option-use-matrix = Proposed use matrix

explained-recommends = What the zoning recommends at a place, in a polygon or for a use, with the legal force of each layer.
explained-strip = Districts, zones, areas, places and crossings along an axis, by kilometre.
column-force = Force
column-from = From km
column-kind = Kind
column-norm = Norm
column-to = To km
column-use = Use
column-zone = Zone
table-forces = Legal force
table-levels = By level
table-order = In order

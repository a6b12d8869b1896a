top-open = Open…
top-open-tip = Open GeoJSON, Shapefile, GeoPackage or CSV (Ctrl+O)
top-search = Find a place, a name or coordinates (Ctrl+K)
top-language = QU
top-language-tip = Runasimi (Quechua): a first, partial table of words, open to correction by speakers
top-dark = Dark background
top-light = Light background
look-tip = Looks: colours, size of letters, motion
look-contrast = High contrast
look-motion = Less motion
look-motion-tip = Nothing slides or blinks. While nothing is chosen here, what the system says holds.
look-smaller = Smaller letters (Ctrl −)
look-larger = Larger letters (Ctrl +)
look-usual = Back to the usual size
top-more = Help, print, meeting, language and looks
top-fit = See the whole map (Ctrl+0)
top-cards = Show or hide the questions (F10)
top-layers = Show or hide the layers (F9)
search-none = Nothing is called “{ $text }” in the open layers.
layers-title = Layers
layers-add = Open a layer
layers-empty = No layers. Drag a file here or use Open.
group-proposals = Proposals and others
group-conservation = Conservation
group-zoning = Zoning
group-corridors = Corridors
group-macroregions = Macro-regions
group-limits = Limits
group-base = Base
layer-hide = Hide { $name }
layer-show = Show { $name }
layer-features = { $count ->
    [one] 1 feature
   *[other] { $number } features
}
picture-relief = Shade the relief
picture-relief-tip = The pixels of this picture are heights: their slopes are seen in light from the north-west. Without it, the higher the brighter.
picture-kind = Picture ({ $format })
picture-unreadable = { $count ->
    [one] { $count } unreadable block
   *[other] { $count } unreadable blocks
}
layer-crs = System: { $name }
layer-file = File: { $value }
layer-source = Source: { $value }
layer-licence = Licence: { $value }
layer-date = Date: { $value }
layer-scales = Drawn from { $scale } or closer
layer-opacity = Opacity
layer-zoom = See the whole layer
layer-table = Open the table
layer-up = Move up
layer-down = Move down
layer-remove = Take off the map
legend-title = Legend
legend-open = Open the legend
legend-close = Close the legend
legend-other = Others
legend-more = and { $number } more
map-label = Map
menu-what-is-here = What is here?
menu-copy-position = Copy coordinates
menu-ask-corridor = What does { $name } cross?
menu-draw-corridor = Draw a corridor from here
card-questions = Questions
card-corridor = Corridor
card-ficha = Here
questions-title = What would you like to know?
corridor-question = What does this corridor cross?
corridor-draw = Draw the axis
corridor-or-choose = Or click a road on the map and choose “What does this corridor cross?” in its sheet.
corridor-drawing = Click adds a vertex, double click or Enter ends, Backspace takes the last one away, Esc cancels.
corridor-drawn = Drawn axis
corridor-clear = Remove the axis
corridor-width = On each side
corridor-width-tip = Distance on each side of the axis, in metres on the ground
corridor-units = Units
corridor-zones = Zones
corridor-areas = Protected areas
corridor-use = Proposed use
corridor-none = None
corridor-no-use = No use
corridor-no-answer = The answer appears here once there is an axis.
corridor-export = Export the table…
corridor-export-tip = Saves the whole table as CSV, Excel or JSON; Excel with where it comes from (Ctrl+E)
corridor-how = Everything within { $width } of the axis. Geodesic areas and lengths on WGS 84.
sheet-what = Unit, zone or area
sheet-total = Whole corridor
sheet-outside-units = Outside the units
sheet-outside-zones = Outside zones
sheet-outside-areas = Outside protected areas
sheet-overlap = Counted twice
level-recommended = Recommended
level-restricted = Recommended with restrictions
level-not-recommended = Not recommended
official-title = Use your official data
official-explained = The built-in atlas is for reference. Open your zoning, districts, roads and protected areas, or build your office's atlas with: allpa atlas build FOLDER --out atlas.gpkg
ficha-title = What is here?
ficha-empty = Click the map to see what each layer says of that place.
ficha-nothing = No visible layer has anything at this point.
ficha-zoom = See { $name } on the map
ficha-area = Area
ficha-length = Length
ficha-more = { $count ->
    [one] 1 more field
   *[other] { $number } more fields
}
ficha-source = Source: { $text }
table-close = Close the table
status-no-pointer = Move the pointer over the map to read coordinates
status-position-tip = Latitude and longitude WGS 84, and its UTM zone
status-scale-tip = Scale of the map on screen
status-closer = Closer
status-farther = Farther
status-reading = Reading layers…
status-cancel = Stop reading
status-messages = { $count ->
    [one] 1 message
   *[other] { $number } messages
}
status-layers = { $count ->
    [one] 1 layer
   *[other] { $number } layers
}
message-dismiss = Close the message
read-with-notes = { $name } was read with remarks
zoning-replaced = The zoning is now { $name }
zoning-replaced-cause = The demonstration layer is hidden now.
drop-hint = Drop the files to open them
dialog-open = Open layers
dialog-maps = Maps and tables
dialog-export = Save the answer
dialog-export-name = corridor.csv
export-done = Saved { $file }
crash-what = A task failed because of a fault of the program.
crash-cause = Your data and files are intact.
crash-remedy = Do it again; if it happens again, report the steps you took.
ficha-stretches = { $number } stretches
ficha-this-stretch = Only this stretch
card-import = Import
import-title = Where is this layer?
import-title-again = How is this layer read?
import-encoding = Encoding
import-encoding-found = automatic
import-code = Code
import-name = Name
import-no-column = None
import-remembered = { $name }: read as last time
import-remembered-remedy = To change it, choose “Read in another way…” in the layer's menu.
layer-reread = Read in another way…
import-none = No layer waits for an answer.
import-waiting = { $count ->
    [one] 1 more layer waits
   *[other] { $number } more layers wait
 }
import-accept = Add to the map
import-discard = Discard
import-system = Coordinate reference system
import-other = Other:
import-reason-declared = It is that of the file or its format
import-reason-in-peru = Guessed: this puts it in Peru
import-reason-reference = { $distance } from the limits on the map ({ $pairs } features compared)
import-correction = Positions
import-as-they-are = As the file has them
import-swap-axes = Change the places of latitude and longitude
import-west-south = Put back the signs of west and south
import-operation = Datum operation from PSAD56 to WGS 84
import-operation-1208 = EPSG:1208, Peru (accuracy 16 m)
import-operation-1201 = EPSG:1201, mean of seven countries (42 m)
import-operation-custom = Own parameters
import-moves = Moves the layer { $distance }
import-preview = The map shows where the layer would lie.
import-no-preview = With this choice the layer lies nowhere.
card-join = Join
join-title = Which layer does this table belong to?
join-explained = The table has no coordinates: its rows are joined to the features of a layer by a code or a name in common.
join-accept = Join and add to the map
join-layer = Layer
join-own = Field of the layer
join-field = Field of the table
join-looking = Comparing with the layers of the map…
join-other = Choose another layer or other fields.
join-met = { $met } of { $all } features get data
join-without-row = { $count ->
    [one] 1 feature without a row in the table
   *[other] { $number } features without a row in the table
 }
join-without-feature = { $count ->
    [one] 1 row without a feature in the layer
   *[other] { $number } rows without a feature in the layer
 }
join-repeated = { $count ->
    [one] 1 repeated row, the first is used
   *[other] { $number } repeated rows, the first is used
 }
join-no-layers = The table { $name } has no coordinates
join-no-layers-cause = Its rows are joined to the features of a layer, and the map has none.
join-no-layers-remedy = Open the layer it belongs to first, then the table.
card-health = Health
health-title = Health of the layer
health-none = Choose “Check the health” in the menu of a layer.
health-looking = Looking…
health-clean = Nothing found
health-looked-at = Looked at: validity, duplicates, overlaps, gaps and datum.
health-findings = { $count ->
    [one] 1 finding
   *[other] { $number } findings
 }
health-nothing-changed = Nothing was changed. Click a finding to go to its place.
layer-check = Check the health
dialog-save-layer = Save the layer
layer-save = Save as…
status-writing = Writing
health-outline = Outline
health-outline-tip = Layer whose land this one must fill: what is too much or missing is marked
health-scale = Scale
health-scale-tip = Polygons smaller than 4 × 4 mm on paper at that scale are marked
health-none-chosen = None
repair-title = Repair
repair-valid = Mend invalid geometries
repair-valid-tip = Rebuilds polygons that cross or repeat themselves, by the way they were drawn
repair-duplicates = Drop repeated features
repair-duplicates-tip = Keeps one of the features with the same geometry and the same attributes
repair-coverage = Close slivers between neighbours
repair-coverage-tip = The larger feature keeps a narrow overlap; a narrow gap goes to the neighbour with the longest border
repair-width = Narrower than
repair-dissolve = Merge features with the same { $field }
repair-dissolve-tip = Features of the same code become one, with the attributes of the first
repair-preview = Preview
repair-preview-shown = The map shows the mended layer. Nothing is saved.
repair-kept = The layer on the map is mended; the file is unchanged. Save the layer to keep it.
repair-keep = Apply
repair-discard = Discard
repair-take-back = Undo
repair-feature = feature { $row }
repair-did-valid = mended
repair-did-duplicates = repeated, dropped
repair-did-dissolve = merged with another
repair-did-coverage = border adjusted
plane-mercator = Mercator (web)
plane-tip = Plane on which the map is drawn. Areas and lengths do not depend on it.
sheet-location = Location
sheet-layer-ground = Background pictures
sheet-layer-names = Names
sheet-layer-grid = Grid
sheet-layer-frame = Frame and legend
sheet-field-source = Source
sheet-field-system = Coordinate system
sheet-field-author = Made by
sheet-field-date = Date
sheet-field-number = Map no.
sheet-field-program = Program
sheet-title = Map
cause-map-format = Maps are written as PNG, SVG or PDF.
cause-no-paper-plane = EPSG:{ $code } is neither a UTM zone nor EPSG:3857.
remedy-paper-plane = Give for example --map-crs EPSG:32718.
card-print = Print
top-print = Map on paper (Ctrl+P)
print-title = Map on paper
print-about = A sheet with frame, UTM grid, legend, scale, location and sources, of what the map shows.
print-heading = Title
print-paper = Paper
print-orientation = Orientation
print-as-view = As the map
print-landscape = Landscape
print-portrait = Portrait
print-fixed-scale = Fixed
print-save = Save the sheet…
layout-open = Lay the sheet out
layout-open-tip = See the sheet as it prints and move its pieces
layout-about = Drag a piece to move it, or one of its edges to resize it; lines hold it (not with Alt). By keyboard: Tab chooses, arrows move 1 mm, with Shift 10 mm, with Ctrl they resize, Delete hides.
layout-reset = Reset
layout-reset-tip = Goes back to the official template on this paper
layout-show = Show { $name }
layout-hide = Hide { $name }
layout-sheet = Sheet as it prints
layout-piece = Piece: { $name }
layout-map = Map
layout-title = Title
layout-north = North
layout-scale = Scale
layout-legend = Legend
layout-location = Location
layout-credits = Sources and notices
print-making = Drawing the sheet…

tool-explore = Move the map and see what is there (Esc)
tool-select-box = Select with a box (Ctrl + drag; Shift adds, Alt takes out)
tool-select-outline = Select with a polygon
tool-select-outline-title = Select with a polygon
tool-select-outline-how = Click adds a vertex; double click or Enter selects (Shift adds, Alt takes out); Backspace or Esc removes the last one.
tool-select-by = Select by attributes or by location
tool-measure = Measure distance, area and azimuth (M)
tool-measure-title = Measure
tool-measure-how = Click adds a vertex, double click or Enter ends, Backspace or Esc removes the last one. The pointer snaps to vertices of the layers; not while Alt is held.
tool-finish = Finish
tool-close = Put the tool away
measure-length = Distance
measure-leg = Last leg
measure-azimuth = Azimuth
measure-area = Area
measure-perimeter = Perimeter
measure-crosses = the path crosses itself
measure-crosses-tip = An outline that crosses itself encloses no single area
menu-measure = Measure from here
view-back = Previous view (Alt + left arrow)
view-forward = Next view (Alt + right arrow)
view-saved = Saved views
card-views = Views
views-title = Saved views
views-save = Save this view
views-empty = Save what the map shows to see it again: the place and the visible layers. Views stay in the plan.
views-how = Page Down and Page Up step through the views; keys 1 to 9 show the first ones.
views-show = Show { $name }
views-remove = Remove { $name }
overview-tip = Show or hide the overview map
overview-label = Overview map
compare-tip = Compare two sets of layers
compare-title = Compare
compare-right = Layers of side B
compare-how = Drag the line; hold B to see all of side B.
compare-close = Close the comparison
compare-reset = Same as side A
selection-count = { $count ->
    [one] 1 feature
   *[other] { $number } features
}
selection-layer-tip = Layer of the selection; choose another to repeat there what was drawn
selection-zoom = Zoom to the selection (Ctrl+J)
selection-table = Open the table
selection-invert = Invert the selection
selection-keep = Add the selection as a new layer
selection-save = Save the selection as…
selection-clear = Clear the selection (Esc)
selection-name = Selection of { $name }
card-select = Selection
select-title = Select
select-no-layer = There are no visible layers to select from.
select-from = From layer
select-all = All
select-invert = Invert
select-none = None
select-by-condition = By their attributes
select-by-location = By their location
select-that = Those that
select-intersects = touch
select-within = lie within
select-contains = contain
select-disjoint = do not touch
select-near = lie near
select-of = The layer
select-no-other = Choose a layer
select-only-selected = Only its selected features
select-do = Select
select-add = Add
select-subtract = Take out
select-looking = Looking…
select-how = On the map: Ctrl + drag selects with a box, and Ctrl + click adds a feature or takes it out.
table-count = { $listed } of { $all }
table-selected = { $count ->
    [one] 1 selected
   *[other] { $number } selected
}
table-rows = Rows of the table
table-copy = Copy the selected rows, or all of them (Ctrl+C)
table-select = Select all rows of the list (Ctrl+A)
table-only-selected = Only selected
table-filter = Filter
table-filter-tip = Words that stand in any column, or a condition: NOMBDEP = 'SAN MARTIN' AND area_ha > 100
table-no-filter = Remove the filter
table-columns = Choose columns
table-sort = Sort by { $name }; another click reverses the order
table-hide = Hide the column
table-statistics = Statistics of a column
table-looking = Preparing the table…
table-none = No row meets the filter.
table-none-selected = No row is selected.
statistics-close = Close the statistics
statistics-listed = { $count ->
    [one] Of 1 row of the list
   *[other] Of { $number } rows of the list
}
statistics-selected = { $count ->
    [one] Of 1 selected row
   *[other] Of { $number } selected rows
}
statistics-count = With a value
statistics-empty = Empty
statistics-distinct = Distinct values
statistics-sum = Sum
statistics-mean = Mean
statistics-median = Median
statistics-min = Minimum
statistics-max = Maximum
statistics-class = { $from } to { $to }: { $count }
position-go = Go to this position
position-no-zone = the zone is not written
position-other-zone = the zone written lies outside Peru
position-other-order = read in the other order
position-no-signs = read as south and west
position-far = far from Peru

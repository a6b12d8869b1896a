note-rows = { $count ->
    [one] (1 feature: fid ROWS)
   *[other] ({ $number } features: fid ROWS)
 }
note-no-geometry = Without geometry: only the attributes are kept
note-repaired = Invalid geometry ({ $reason }): a copy was repaired for measuring
note-not-repaired = Invalid geometry ({ $reason }) beyond repair: left out of areas
note-zero-area = Polygon of zero area
note-repeated-vertices = Repeated vertices: they change no measure
note-ring-closed = Unclosed ring: it was closed
note-hole-by-nesting = An inner ring ran in the direction of an outer one: taken as a hole
note-rings-reversed = Rings the wrong way round: taken as outer ones
note-too-few = Empty segment, or ring or line with too few positions: left out
note-bad-coordinate = Damaged feature or unreadable coordinate: only the attributes are kept
note-far-coordinate = Impossible coordinate: only the attributes are kept
note-zero-position = Position 0,0 in the sea west of Africa: perhaps an empty cell
note-antimeridian = The polygon crosses the 180° meridian
note-curves = Curves approximated by straight pieces
note-mixed-collection = Mixed collection: the smaller parts were left out
note-mixed-geometry = The layer has mixed kinds: points, lines or polygons
note-heights = { $count ->
    [one] Heights of 1 feature were dropped
   *[other] Heights of { $number } features were dropped
 }
note-no-features = Empty layer: it has no features
note-no-positions = Table without coordinates: it can be joined to a layer, not drawn
note-no-crs = The file declares no coordinate reference system: confirm it
note-crs-unreadable = The description of the system (.prj) is unreadable: confirm the system
note-crs-not-found = There is no system { $crs }: confirm the system
note-crs-conflict = The file contradicts itself on the system (it also says { $other }): the table's counts
note-datum-assumed = The file does not say the datum: WGS 84 was assumed
note-several-zones = Rows in several UTM zones: each was projected from its own
note-crs-obsolete = { $declared } is obsolete: { $used } is meant
note-datum-operation = PSAD56 taken to WGS 84 by datum operation { $name }
note-encoding-wrong = The encoding is not the one declared (.cpg), or fixed by the format (not UTF-8): read as { $name }
note-encoding-guessed = Nothing declares the encoding: { $name } was guessed
note-undecodable = Field { $field }: some letters could not be read
note-mixed-types = Field { $field }: mixed types; read as text
note-numbers-as-text = Field { $field }: numbers as text (comma or thousands separator); left as text
note-not-numbers = Field { $field }: { $cells } cells are not numbers; left empty
note-codes-padded = Field { $field }: { $codes } codes (ubigeo) had lost the leading zero; put back
note-repeated-key = Duplicate key ({ $key }): the last one counts
note-missing-shx = The .shx is missing: rebuilt while reading
note-missing-dbf = The .dbf is missing: no attributes
note-header-size = The header tells a wrong length: the size of the file counts
note-row-count = The row count differs: the header says { $announced }, there are { $found }
note-rows-missing = The table has { $rows } rows fewer than shapes: those have no attributes
note-rows-extra = The table has { $rows } rows without shape too many: left out
note-rows-deleted = { $rows } rows marked as deleted were left out
note-ragged-row = Row with too many or too few cells
note-header-row = The header was found in row { $row }
note-no-header = No header row: columns were recognised by their numbers; confirm them
note-header-repeated = A row repeats the header: left out
note-cut-short = The file is cut: whole features are kept
note-trailing = There is text after the end of the data: it was passed over
note-not-listed = Table { $table } is not registered in the GeoPackage: it was read all the same
note-geometry-column = The geometry column declared was not found: { $used } was used
note-link = A link to another file is not followed
note-entities = XML entities are not allowed: never expanded
note-unsafe-path = The archive holds an unsafe path: nothing was written outside
note-nested-archive = There was a zip inside the zip: one level was opened
note-unknown-kind = Kind of geometry not supported: { $kind }
note-not-degrees = The coordinates are out of range for degrees: they look like UTM; confirm the system
note-looks-like-degrees = The coordinates look like degrees, not metres: confirm the system
note-axes-swapped = Swapped coordinates (latitude before longitude): swapping them is proposed
note-signs-lost = The minus sign of west or south is missing: adding it is proposed
note-far-from-peru = The layer lies outside Peru: check its system
note-wrong-zone = By its place it looks like UTM zone { $zone }
note-psad56 = Shifted { $east } m east and { $north } m north: looks like PSAD56 declared as WGS 84
invalid-too-few = ring with too few positions
invalid-self-intersection = it crosses or touches itself (self-crossing), or has a spike
invalid-not-finite = coordinate that is no number
invalid-hole-outside = hole outside the shell
invalid-rings-share-edge = rings that share an edge
invalid-rings-overlap = overlapping or nested holes, which were joined
invalid-parts-overlap = parts that overlap
invalid-parts-share-edge = parts that share an edge
invalid-interior-cut = holes that touch and so cut the polygon in two
finding-duplicate = Identical features: the same geometry as another one
finding-overlap = Overlap of { $area } between two features
finding-overlap-sliver = Narrow overlap (sliver) of { $area } between two features
finding-gap = Gap of { $area } between features
finding-gap-sliver = Narrow gap (sliver) of { $area } between features
finding-outside-outline = { $area } outside the outline
finding-not-covered = { $area } of the outline not covered
finding-datum-shift = Shifted { $east } m east and { $north } m north of the reference ({ $pairs } features compared): looks like PSAD56 declared as WGS 84. Open it again with the PSAD56 system of its zone
finding-crs-by-reference = No coordinate reference system: looks like { $crs } ({ $name }); it lies { $distance } from the reference ({ $pairs } features compared)
finding-crs-by-numbers = No coordinate reference system: by its numbers it could be { $names }
note-thousands = Field { $field }: numbers with a thousands separator
note-cut = Field { $field }: { $texts } texts longer than the format holds were cut
note-without-geometry = { $count ->
    [one] A table holds no lines or polygons: 1 feature keeps only its attributes. To keep it, save a GeoPackage
   *[other] A table holds no lines or polygons: { $number } features keep only their attributes. To keep them, save a GeoPackage
}
note-members-missing = Group { $group }: no unit answers to { $members }
note-crs-stated = System stated by the user: { $crs } ({ $name })
note-axes-exchanged = Latitude and longitude changed places, as the user decided
note-signs-put-back = The signs of west and south were put back, as the user decided
repaired-features = Repair: { $count ->
    [one] 1 feature changes
   *[other] { $number } features change
 }
repaired-hectares = ; from { $before } to { $after } ({ $change } difference)
finding-below-minimum = Polygon of { $area }: smaller than the least unit of the scale (4 × 4 mm on paper)

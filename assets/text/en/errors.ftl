what-not-read = { $file } could not be read.
what-not-written = { $file } could not be written.
what-no-answer = The question has no answer.
what-not-placed = Layer { $layer } could not be placed.
cause-not-found = The file does not exist.
cause-denied = The system does not allow to open it.
cause-system = The system says: { $reason }.
cause-folder = It is a folder, not a file.
cause-empty = The file is empty; perhaps the copy was interrupted.
cause-looks-like = The content is { $format }, not a map.
cause-unknown-format = The content is of no known format.
cause-truncated = The file is cut off: { $found } of { $expected } bytes.
cause-syntax = Error in line { $line }, column { $column }: { $reason }.
cause-invalid = The content is not valid: { $reason }.
cause-which-layer = It holds several layers: { $names }.
cause-no-such-layer = It has no layer { $wanted }; it has { $names }.
cause-no-crs = It declares no coordinate reference system.
cause-crs-contradicted = It declares { $declared }, but you stated { $stated }.
cause-cancelled = Reading was stopped.
cause-no-writer = Format .{ $extension } is not written.
cause-unknown-field = Layer { $layer } has no field { $field }.
cause-wrong-geometry = Layer { $layer } has no { $needed }.
cause-distance = The distance must be greater than zero.
cause-not-geographic = The coordinates are not longitudes and latitudes.
cause-no-operation = There is no transformation from { $from } to { $to }.
cause-out-of-domain = Position { $position } does not exist in { $from }.
needed-polygons = polygons
needed-lines-or-polygons = lines or polygons
remedy-check-path = Check path and name.
remedy-copy-elsewhere = Copy it to a folder of yours and open it there.
remedy-other-copy = Ask for another copy or copy it again.
remedy-choose-file = Choose a file of the folder.
remedy-known-formats = GeoJSON, Shapefile, GeoPackage and CSV are read, also inside .zip.
remedy-export-again = Export it again or choose another copy.
remedy-name-layer = Name a layer: FILE:layer.
remedy-state-crs = State the system, for instance --crs EPSG:32718.
remedy-state-crs-degrees = State the system; the numbers look like degrees: --crs EPSG:4326.
remedy-override-crs = If you are sure, add --override-crs.
remedy-write-elsewhere = Check space and permissions, or choose another folder.
remedy-other-extension = Choose another extension: .geojson, .gpkg, .shp or .csv.
remedy-known-fields = It has: { $names }.
remedy-other-layer = Choose another layer.
remedy-distance = Write for instance 500m or 2km.
note-rows = { $count ->
    [one] (1 feature: fid ROWS)
   *[other] ({ $number } features: fid ROWS)
 }
note-no-geometry = Without geometry: only the attributes are kept
note-repaired = Invalid geometry: a copy was repaired for measuring
note-not-repaired = Invalid geometry beyond repair: left out of areas
note-ring-closed = Open ring: it was closed
note-too-few = Ring or line with too few positions: left out
note-bad-coordinate = Unreadable coordinate: only the attributes are kept
note-mixed-collection = Mixed collection: the smaller parts were left out
note-heights = { $count ->
    [one] Heights of 1 feature were dropped
   *[other] Heights of { $number } features were dropped
 }
note-no-crs = The file declares no coordinate reference system
note-encoding = The declared encoding was wrong: read as { $name }
note-undecodable = Field { $field }: some letters could not be read
note-mixed-types = Field { $field }: numbers and texts are mixed; read as text

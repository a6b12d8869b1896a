what-not-read = No se pudo leer { $file }.
what-not-written = No se pudo escribir { $file }.
what-no-answer = La pregunta no tiene respuesta.
what-not-placed = No se pudo ubicar la capa { $layer }.
cause-not-found = El archivo no existe.
cause-denied = El sistema no permite abrirlo.
cause-system = El sistema dice: { $reason }.
cause-folder = Es una carpeta, no un archivo.
cause-empty = El archivo está vacío; quizá se interrumpió la copia.
cause-looks-like = El contenido es { $format }, no un mapa.
cause-unknown-format = El contenido no es de un formato conocido.
cause-truncated = El archivo está cortado: tiene { $found } de { $expected } bytes.
cause-syntax = Error en la línea { $line }, columna { $column }: { $reason }.
cause-invalid = El contenido no es válido: { $reason }.
cause-which-layer = Contiene varias capas: { $names }.
cause-no-such-layer = No contiene la capa { $wanted }; tiene { $names }.
cause-no-crs = No declara su sistema de coordenadas.
cause-crs-contradicted = Declara { $declared }, pero usted indicó { $stated }.
cause-cancelled = Se detuvo la lectura.
cause-no-writer = No se escribe el formato .{ $extension }.
cause-unknown-field = La capa { $layer } no tiene el campo { $field }.
cause-wrong-geometry = La capa { $layer } no tiene { $needed }.
cause-distance = La distancia debe ser mayor que cero.
cause-not-geographic = Las coordenadas no son longitudes y latitudes.
cause-no-operation = No hay transformación de { $from } a { $to }.
cause-out-of-domain = La posición { $position } no existe en { $from }.
needed-polygons = polígonos
needed-lines-or-polygons = líneas ni polígonos
remedy-check-path = Revise la ruta y el nombre.
remedy-copy-elsewhere = Cópielo a una carpeta suya y ábralo de allí.
remedy-other-copy = Pida otra copia o vuelva a copiarlo.
remedy-choose-file = Elija un archivo de la carpeta.
remedy-known-formats = Se leen GeoJSON, Shapefile, GeoPackage y CSV, también dentro de .zip.
remedy-export-again = Vuelva a exportarlo o elija otra copia.
remedy-name-layer = Indique una capa: ARCHIVO:capa.
remedy-state-crs = Indique el sistema, por ejemplo --crs EPSG:32718.
remedy-state-crs-degrees = Indique el sistema; los números parecen grados: --crs EPSG:4326.
remedy-override-crs = Si está seguro, añada --override-crs.
remedy-write-elsewhere = Revise el espacio y los permisos, o elija otra carpeta.
remedy-other-extension = Elija otra extensión: .geojson, .gpkg, .shp o .csv.
remedy-known-fields = Tiene: { $names }.
remedy-other-layer = Elija otra capa.
remedy-distance = Escriba por ejemplo 500m o 2km.
note-rows = { $count ->
    [one] (1 entidad: fid ROWS)
   *[other] ({ $number } entidades: fid ROWS)
 }
note-no-geometry = Sin geometría: se conserva solo la tabla
note-repaired = Geometría inválida: se reparó una copia para medir
note-not-repaired = Geometría inválida sin reparación: queda fuera de las áreas
note-ring-closed = Anillo abierto: se cerró
note-too-few = Anillo o línea con muy pocas posiciones: quedó fuera
note-bad-coordinate = Coordenada ilegible: se conserva solo la tabla
note-mixed-collection = Colección mixta: quedaron fuera las partes menores
note-heights = { $count ->
    [one] Se descartaron las alturas de 1 entidad
   *[other] Se descartaron las alturas de { $number } entidades
 }
note-no-crs = El archivo no declara su sistema de coordenadas
note-encoding = La codificación declarada era falsa: se leyó como { $name }
note-undecodable = Campo { $field }: hay letras que no se pudieron leer
note-mixed-types = Campo { $field }: mezcla números y textos; se leyó como texto

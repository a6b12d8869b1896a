note-rows = { $count ->
    [one] (1 entidad: fid ROWS)
   *[other] ({ $number } entidades: fid ROWS)
 }
note-no-geometry = Sin geometría: se conserva solo la tabla
note-repaired = Geometría inválida ({ $reason }): se reparó una copia para medir
note-not-repaired = Geometría inválida ({ $reason }) sin reparación: queda fuera de las áreas
note-zero-area = Polígono de área cero
note-repeated-vertices = Vértices repetidos: no cambian la medida
note-ring-closed = Anillo sin cerrar: se cerró
note-hole-by-nesting = Un anillo interior tenía la dirección de uno exterior: se tomó como hueco
note-rings-reversed = Anillos en sentido contrario: se tomaron como exteriores
note-too-few = Anillo, línea o segmento vacío o con muy pocas posiciones: quedó fuera
note-bad-coordinate = Entidad dañada o coordenada ilegible: se conserva solo la tabla
note-far-coordinate = Coordenada imposible: se conserva solo la tabla
note-zero-position = Posición 0,0 en el mar, al oeste de África: quizá una celda vacía
note-antimeridian = El polígono cruza el meridiano 180°
note-curves = Curvas aproximadas con tramos rectos
note-mixed-collection = Colección mixta: quedaron fuera las partes menores
note-mixed-geometry = La capa tiene tipos mezclados: puntos, líneas o polígonos
note-heights = { $count ->
    [one] Se descartaron las alturas de 1 entidad
   *[other] Se descartaron las alturas de { $number } entidades
 }
note-no-features = Capa vacía: no tiene entidades
note-no-positions = Tabla sin coordenadas: sirve para unirla a una capa, no para el mapa
note-no-crs = El archivo no declara su sistema de coordenadas: confírmelo
note-crs-unreadable = La descripción del sistema (.prj) es ilegible: confirme el sistema
note-crs-not-found = El sistema { $crs } no existe: confirme el sistema
note-crs-conflict = El archivo se contradice sobre el sistema (también dice { $other }): vale el de la tabla
note-datum-assumed = El archivo no dice el datum: se supuso WGS 84
note-several-zones = Filas en varias zonas UTM: cada una se proyectó desde la suya
note-crs-obsolete = { $declared } está obsoleto: se entiende { $used }
note-datum-operation = PSAD56 llevado a WGS 84 con la operación de datum { $name }
note-encoding-wrong = La codificación es distinta de la que declara el archivo o fija su formato (no es UTF-8 u otra declarada en .cpg): se leyó como { $name }
note-encoding-guessed = Nada declara la codificación: se supuso { $name }
note-undecodable = Campo { $field }: hay letras que no se pudieron leer
note-mixed-types = Campo { $field }: tipos mezclados; se leyó como texto
note-numbers-as-text = Campo { $field }: números como texto (coma o separador de miles); se dejó como texto
note-not-numbers = Campo { $field }: { $cells } celdas no son números; quedaron vacías
note-codes-padded = Campo { $field }: { $codes } códigos (ubigeo) sin cero inicial; se repuso
note-repeated-key = Clave repetida ({ $key }): vale la última
note-missing-shx = Falta el .shx: se rehízo al leer
note-missing-dbf = Falta el .dbf: sin atributos
note-header-size = La longitud que dice la cabecera está errada: vale el tamaño del archivo
note-row-count = El número de registros no concuerda: la cabecera dice { $announced }, hay { $found }
note-rows-missing = La tabla tiene { $rows } filas menos que formas: esas quedan sin atributos
note-rows-extra = La tabla tiene { $rows } filas sin geometría de más: quedaron fuera
note-rows-deleted = { $rows } filas marcadas como borradas quedaron fuera
note-ragged-row = Fila con celdas de más o de menos
note-header-row = El encabezado se halló en la fila { $row }
note-no-header = Sin fila de encabezado: las columnas se reconocieron por sus números; confírmelo
note-header-repeated = Una fila repite el encabezado: quedó fuera
note-cut-short = El archivo está cortado: se conservan las entidades completas
note-trailing = Hay texto después del final de los datos: se pasó por alto
note-not-listed = La tabla { $table } no está registrada en el GeoPackage: se leyó igual
note-geometry-column = No se halló la columna de geometría declarada: se usó { $used }
note-link = Un enlace a otro archivo no se sigue
note-entities = Entidades XML no admitidas: no se expanden
note-unsafe-path = El archivo comprimido trae una ruta peligrosa: nada se escribió fuera
note-nested-archive = Había un zip dentro del zip: se abrió un nivel
note-unknown-kind = Tipo de geometría no admitido: { $kind }
note-not-degrees = Las coordenadas están fuera de rango para grados: parecen UTM; confirme el sistema
note-looks-like-degrees = Las coordenadas parecen grados, no metros: confirme el sistema
note-axes-swapped = Coordenadas invertidas (latitud antes que longitud): se propone intercambiarlas
note-signs-lost = Falta el signo menos del oeste o del sur: se propone ponerlo
note-far-from-peru = La capa cae fuera del Perú: revise su sistema
note-wrong-zone = Por su lugar, parece de la zona UTM { $zone }
note-psad56 = Desplazamiento de { $east } m al este y { $north } m al norte: parece PSAD56 declarado como WGS 84
invalid-too-few = anillo con muy pocas posiciones
invalid-self-intersection = se cruza o se toca a sí mismo, o tiene un pico
invalid-not-finite = coordenada que no es número
invalid-hole-outside = hueco fuera del polígono
invalid-rings-share-edge = anillos que comparten un borde
invalid-rings-overlap = huecos solapados o anidados, que se unieron
invalid-parts-overlap = partes que se solapan
invalid-parts-share-edge = partes que comparten un borde
invalid-interior-cut = huecos que, al tocarse, parten el polígono en dos
finding-duplicate = Entidades idénticas: la misma geometría que otra
finding-overlap = Solape de { $area } entre dos entidades
finding-overlap-sliver = Solape angosto (astilla) de { $area } entre dos entidades
finding-gap = Vacío de { $area } entre entidades
finding-gap-sliver = Vacío angosto (astilla) de { $area } entre entidades
finding-outside-outline = { $area } fuera del contorno
finding-not-covered = { $area } del contorno sin cubrir
finding-datum-shift = Desplazamiento de { $east } m al este y { $north } m al norte de la referencia ({ $pairs } entidades comparadas): parece PSAD56 declarado como WGS 84. Vuelva a abrirla con el sistema PSAD56 de su zona
finding-crs-by-reference = Sin sistema de coordenadas: parece { $crs } ({ $name }); queda a { $distance } de la referencia ({ $pairs } entidades comparadas)
finding-crs-by-numbers = Sin sistema de coordenadas: por sus números podría ser { $names }
note-thousands = Campo { $field }: números con separador de miles
note-cut = Campo { $field }: { $texts } textos más largos que lo que admite el formato se cortaron
note-without-geometry = { $count ->
    [one] Una tabla no guarda líneas ni polígonos: 1 entidad queda solo con sus atributos. Para conservarla, guarde GeoPackage
   *[other] Una tabla no guarda líneas ni polígonos: { $number } entidades quedan solo con sus atributos. Para conservarlos, guarde GeoPackage
}
note-members-missing = Grupo { $group }: ninguna unidad responde a { $members }
note-crs-stated = Sistema indicado por el usuario: { $crs } ({ $name })
note-axes-exchanged = Se intercambiaron latitud y longitud, por decisión del usuario
note-signs-put-back = Se pusieron los signos del oeste y del sur, por decisión del usuario
repaired-features = Reparación: { $count ->
    [one] cambia 1 entidad
   *[other] cambian { $number } entidades
 }
repaired-hectares = ; de { $before } a { $after } ({ $change } de diferencia)
finding-below-minimum = Polígono de { $area }: menor que la unidad mínima de la escala (4 × 4 mm en el papel)

# Papel y reunión: respuestas y series de mapas en PDF, modo reunión, acuerdos y actas.
parameter-yes = sí
parameter-place = longitud { $lon }°, latitud { $lat }°
parameter-axis = { $count ->
    [one] línea de { $number } vértice
   *[other] línea de { $number } vértices
}
parameter-area = { $count ->
    [one] polígono de { $number } vértice
   *[other] polígono de { $number } vértices
}
made-axis = Eje
made-changes = Cambios
made-groups = Agrupación
made-influence = Ámbito de influencia
made-overlaps = Superposiciones
made-reach = Alcance
made-stretch = Tramo nuevo
report-save = Guardar como PDF…
report-save-tip = Un documento A4 con la pregunta, el mapa, las tablas y de dónde sale cada cifra
report-made-on = Respuesta del { $date }, hecha con { $program }
report-parameters = Datos de la pregunta
report-notes = Advertencias y notas
report-provenance = De dónde salen las cifras
report-no-rows = Ninguna fila: nada cumple lo que se pregunta.
report-sum = Suma
report-marked = Lo que señala la respuesta
report-map-scale-note = El mapa muestra lo que la respuesta señala y las capas de la pregunta. Los números de las tablas son geodésicos sobre WGS 84.
report-page = Página { $number } de { $count }
report-more = … las demás capas, en la última parte del documento.
report-watermark-demo = DEMOSTRACIÓN
report-watermark-approximate = REFERENCIAL
report-notice = { $layer }: { $notice }
report-features = { $count ->
    [one] { $number } entidad
   *[other] { $number } entidades
}
report-rows = { $count ->
    [one] { $number } fila
   *[other] { $number } filas
}
report-stamp-asked = Pregunta: { $question } { $parameters }
report-stamp-layer = Capa { $name }: { $facts }; huella SHA-256 { $print }
report-stamp-table = Tabla { $name }: { $facts }; huella SHA-256 { $print }
report-stamp-program = { $program }; respuesta del { $date }
provenance-fact = Dato
provenance-value = Valor
provenance-question = Pregunta
provenance-layer = Capa
provenance-table = Tabla
report-layer-file = Archivo
report-layer-source = Fuente
report-layer-date = Fecha de los datos
report-layer-licence = Licencia
report-layer-system = Sistema de coordenadas
report-layer-datum = Operación de datum
report-layer-features = Contenido
report-layer-print = Huella SHA-256
dialog-report = Guardar la respuesta como PDF
series-about = { $count ->
    [one] Serie de { $number } lámina; el número de la lista lleva a ella.
   *[other] Serie de { $number } láminas; las líneas de la lista llevan a ellas.
}
series-number = N.º
series-name = Nombre
series-page = Página
series-key = Mapa índice
series-title = Serie de mapas: { $layer }
cause-series-pdf = Una serie de mapas se escribe en un solo PDF.
remedy-series-pdf = Termine el nombre de --out en .pdf.
cause-series-empty = Ninguna entidad de { $layer } tiene geometría o cumple la condición.
remedy-series-empty = Revise la capa de --series y la condición de --where.
print-series = Serie
print-one-sheet = Una sola lámina
print-series-tip = Una lámina por cada entidad de la capa, en un PDF con índice y marcadores
print-series-by = Una lámina por
print-series-each = entidad
print-series-where = Solo donde
print-series-where-hint = NOMBDEP = 'SAN MARTIN'
print-series-where-tip = Condición sobre los campos de la capa; sin ella, todas sus entidades
print-series-empty-remedy = Revise la capa y la condición de la serie.
top-meeting = Reunión
top-meeting-tip = Modo reunión: el mapa llena la pantalla en letra grande (F11)
meeting-strokes = { $count ->
    [0] sin trazos
    [one] { $number } trazo
   *[other] { $number } trazos
}
meeting-ink-left = { $count ->
    [one] La reunión dejó { $number } trazo
   *[other] La reunión dejó { $number } trazos
}
meeting-ink-remedy = «Guardar los trazos», en la tarjeta de actas, los pone en el expediente como una capa. Sin eso se ven en la próxima reunión, hasta cerrar Allpa.
meeting-ink-keep = Guardar los trazos
meeting-ink-keep-tip = Lo dibujado con el plumón pasa al expediente como una capa, que se puede deshacer
meeting-ink-layer = Trazos de la reunión del { $day }
ink-red = Trazo rojo
ink-blue = Trazo azul
ink-black = Trazo negro
ink-orange = Trazo naranja
meeting-blank = Pantalla en negro
meeting-frozen = Mapa fijo
meeting-marker = Plumón
meeting-spotlight = Foco
meeting-hint = ? teclas
meeting-more-rows = { $count ->
    [one] y { $number } fila más
   *[other] y { $number } filas más
}
meeting-keys = Teclas de la reunión
meeting-key-next = Av Pág · flecha derecha · espacio
meeting-key-before = Re Pág · flecha izquierda
meeting-does-next = vista siguiente
meeting-does-before = vista anterior
meeting-does-marker = plumón: dibujar sobre el mapa
meeting-does-color = color del plumón
meeting-does-undo = quitar el último trazo
meeting-does-clear = borrar todos los trazos
meeting-does-spotlight = foco en el puntero
meeting-does-blank = pantalla en negro
meeting-does-freeze = fijar el mapa
meeting-does-clock = reloj
meeting-does-figures = cifras de la respuesta
meeting-does-legend = leyenda
meeting-does-leave = volver a la ventana

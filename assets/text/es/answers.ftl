# Respuestas: para qué sirve cada pregunta, y cómo se llaman sus tablas, columnas y opciones.
questions-explained = Elija una; los datos se llenan con las capas del mapa y la respuesta cambia con ellos.
questions-back = Todas las preguntas
question-details = Más datos
question-none = Ninguno
question-choose = Elija…
question-answering = Respondiendo…
question-incomplete = Complete los datos de arriba: la respuesta aparece aquí.
question-no-rows = Ninguna fila: nada cumple lo que se pregunta.
question-residual = Sin cobertura
question-table-below = Ver la tabla completa debajo del mapa
question-export-tip = Guarda esta tabla en CSV, Excel o JSON
question-save = Guardar pregunta…
question-save-tip = Guarda la pregunta con sus datos para volver a hacerla: allpa ask ARCHIVO.json
question-keep = Añadir al mapa
question-keep-tip = Deja lo que se ve como capa propia, que puede guardarse
question-provenance = De dónde salen estas cifras
question-mark-place = Señalar en el mapa
question-draw-line = Dibujar la línea
question-draw-area = Dibujar el polígono
question-draw-again = Dibujar de nuevo
question-drawing = Haga clic en el mapa; Intro o doble clic termina, Retroceso quita el último vértice.
question-clear = Quitar
question-use-selection = Usar lo seleccionado
question-use-selection-tip = Toma la geometría de la entidad seleccionada en el mapa
question-pick = Elegir en el mapa
question-picked = Haga clic en las unidades; otro clic las quita
question-vertices = { $count ->
    [one] { $number } vértice
   *[other] { $number } vértices
}
dialog-save-question = Guardar pregunta

explained-conflicts = Hectáreas y kilómetros por distrito, zona y área protegida a cada lado de un eje.
explained-locate = Todo lo que dicen las capas de un lugar: haga clic en el mapa.
explained-gap = Centros poblados más lejos que una distancia de las vías, con su población y los totales por unidad.
explained-protected = Cada hectárea protegida una sola vez, por tipo y por unidad, y aparte lo que se superpone.
explained-group = El perfil de una macrorregión: área, indicadores y miembros, elegidos en el mapa o por código.
explained-cross = Hectáreas de cada categoría en cada unidad, con totales, residuo y superposición.
explained-measure = Área o longitud geodésica de cada entidad o grupo.
explained-nearest = La entidad más cercana de otra capa y su distancia.

column-a = Cubierta
column-area = ha
column-b = Que cubre
column-category = Categoría
column-distance = Distancia (m)
column-farther = Lejos
column-farther-population = Población lejos
column-group = Grupo
column-indicator = Indicador
column-layer = Capa
column-length = km
column-name = Nombre
column-other-fid = Otra entidad
column-overlap = Superpuesto (ha)
column-percent = %
column-percent-of-a = % de la cubierta
column-percent-of-b = % de la que cubre
column-places = Lugares
column-population = Población
column-recommendation = Recomendación
column-source = Fuente
column-type = Tipo
column-unit = Unidad
column-value = Valor

table-answer = Respuesta
table-groups = Grupos
table-places = Lugares
table-summary = Totales

option-departments = Departamentos (datos)
option-indicators = Indicadores de ejemplo
option-macro-regions = Macrorregiones conocidas
option-use-matrix = Matriz de usos propuesta

explained-recommends = Lo que recomienda la ZEE en un lugar, en un polígono o para un uso, con la fuerza legal de cada capa.
explained-strip = Distritos, zonas, áreas, centros poblados y cruces a lo largo de un eje, por kilómetro.
column-force = Fuerza
column-from = Desde km
column-kind = Qué es
column-norm = Norma
column-to = Hasta km
column-use = Uso
column-zone = Zona
table-forces = Fuerza legal
table-levels = Por nivel
table-order = En orden

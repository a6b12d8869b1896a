tool-explore = Mover el mapa y ver qué hay (Esc)
tool-select-box = Seleccionar con un rectángulo (Ctrl + arrastrar; con Mayús agrega, con Alt quita)
tool-select-outline = Seleccionar con un polígono
tool-select-outline-title = Seleccionar con un polígono
tool-select-outline-how = Clic agrega un vértice; doble clic o Enter selecciona (Mayús agrega, Alt quita); Retroceso o Esc quita el último.
tool-select-by = Seleccionar por atributos o por ubicación
tool-measure = Medir distancia, área y azimut (M)
tool-measure-title = Medir
tool-measure-how = Clic agrega un vértice, doble clic o Enter termina, Retroceso o Esc quita el último. El puntero se ajusta a los vértices de las capas; con Alt, no.
tool-finish = Terminar
tool-close = Cerrar la herramienta
measure-length = Distancia
measure-leg = Último tramo
measure-azimuth = Azimut
measure-area = Área
measure-perimeter = Perímetro
measure-crosses = el trazo se cruza
measure-crosses-tip = Un contorno que se cruza no encierra una sola área
menu-measure = Medir desde aquí
view-back = Vista anterior (Alt + flecha izquierda)
view-forward = Vista siguiente (Alt + flecha derecha)
view-saved = Vistas guardadas
card-views = Vistas
views-title = Vistas guardadas
views-save = Guardar esta vista
views-empty = Guarde lo que muestra el mapa para volver a verlo: el lugar y las capas visibles. Las vistas quedan en el plan.
views-how = Av Pág y Re Pág pasan de una vista a otra; las teclas 1 a 9 muestran las primeras.
views-show = Mostrar { $name }
views-remove = Quitar { $name }
overview-tip = Mostrar u ocultar el mapa de ubicación
overview-label = Mapa de ubicación
compare-tip = Comparar dos juegos de capas
compare-title = Comparar
compare-right = Capas del lado B
compare-how = Arrastre la línea; mantenga pulsada B para ver todo el lado B.
compare-close = Cerrar la comparación
compare-reset = Igual que el lado A
selection-count = { $count ->
    [one] 1 entidad
   *[other] { $number } entidades
}
selection-layer-tip = Capa de la selección; elija otra para repetir lo trazado en ella
selection-zoom = Ver lo seleccionado (Ctrl+J)
selection-table = Abrir la tabla
selection-invert = Invertir la selección
selection-keep = Añadir lo seleccionado como capa nueva
selection-save = Guardar lo seleccionado como…
selection-clear = Quitar la selección (Esc)
selection-name = Selección de { $name }
card-select = Selección
select-title = Seleccionar
select-no-layer = No hay capas visibles de las que seleccionar.
select-from = De la capa
select-all = Todo
select-invert = Invertir
select-none = Nada
select-by-condition = Por sus atributos
select-by-location = Por su ubicación
select-that = Las que
select-intersects = tocan
select-within = están dentro de
select-contains = contienen
select-disjoint = no tocan
select-near = están cerca de
select-of = La capa
select-no-other = Elija una capa
select-only-selected = Solo sus entidades seleccionadas
select-do = Seleccionar
select-add = Agregar
select-subtract = Quitar
select-looking = Buscando…
select-how = En el mapa: Ctrl + arrastrar selecciona con un rectángulo y Ctrl + clic agrega o quita una entidad.
table-count = { $listed } de { $all }
table-selected = { $count ->
    [one] 1 seleccionada
   *[other] { $number } seleccionadas
}
table-rows = Filas de la tabla
table-copy = Copiar las filas seleccionadas, o todas (Ctrl+C)
table-select = Seleccionar todas las filas de la lista (Ctrl+A)
table-only-selected = Solo selección
table-filter = Filtrar
table-filter-tip = Palabras que estén en cualquier columna, o una condición: NOMBDEP = 'SAN MARTIN' AND area_ha > 100
table-no-filter = Quitar el filtro
table-columns = Elegir columnas
table-sort = Ordenar por { $name }; otro clic invierte el orden
table-hide = Ocultar la columna
table-statistics = Estadísticas de una columna
table-looking = Preparando la tabla…
table-none = Ninguna fila cumple el filtro.
table-none-selected = Ninguna fila está seleccionada.
statistics-close = Cerrar las estadísticas
statistics-listed = { $count ->
    [one] De 1 fila de la lista
   *[other] De { $number } filas de la lista
}
statistics-selected = { $count ->
    [one] De 1 fila seleccionada
   *[other] De { $number } filas seleccionadas
}
statistics-count = Con valor
statistics-empty = Vacías
statistics-distinct = Valores distintos
statistics-sum = Suma
statistics-mean = Promedio
statistics-median = Mediana
statistics-min = Mínimo
statistics-max = Máximo
statistics-class = { $from } a { $to }: { $count }
position-go = Ir a esta posición
position-no-zone = la zona no está escrita
position-other-zone = la zona escrita cae fuera del Perú
position-other-order = leída en el otro orden
position-no-signs = leída al sur y al oeste
position-far = lejos del Perú

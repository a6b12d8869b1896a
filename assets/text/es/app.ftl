top-open = Abrir…
top-open-tip = Abrir GeoJSON, Shapefile, GeoPackage o CSV (Ctrl+O)
top-search = Buscar lugar, nombre o coordenadas (Ctrl+K)
top-language = EN
top-language-tip = Switch to English
top-dark = Fondo oscuro
top-light = Fondo claro
look-tip = Aspecto: colores, tamaño de letra, movimiento
look-contrast = Alto contraste
look-motion = Menos movimiento
look-motion-tip = Nada se desliza ni parpadea. Sin elegir nada aquí vale lo que dice el sistema.
look-smaller = Letra más pequeña (Ctrl −)
look-larger = Letra más grande (Ctrl +)
look-usual = Volver al tamaño usual
top-more = Ayuda, impresión, reunión, idioma y aspecto
top-fit = Ver todo el mapa (Ctrl+0)
top-cards = Mostrar u ocultar las preguntas (F10)
top-layers = Mostrar u ocultar las capas (F9)
search-none = Nada se llama «{ $text }» en las capas abiertas.
layers-title = Capas
layers-add = Abrir una capa
layers-empty = No hay capas. Arrastre aquí un archivo o use Abrir.
group-proposals = Propuestas y otras
group-conservation = Conservación
group-zoning = Zonificación
group-corridors = Corredores
group-macroregions = Macrorregiones
group-limits = Límites
group-base = Base
layer-hide = Ocultar { $name }
layer-show = Mostrar { $name }
layer-features = { $count ->
    [one] 1 entidad
   *[other] { $number } entidades
}
picture-relief = Sombrear el relieve
picture-relief-tip = Los píxeles de esta imagen son alturas: sus laderas se ven a la luz del noroeste. Sin esto, lo más alto es lo más claro.
picture-kind = Imagen ({ $format })
picture-unreadable = { $count ->
    [one] { $count } bloque ilegible
   *[other] { $count } bloques ilegibles
}
layer-crs = Sistema: { $name }
layer-file = Archivo: { $value }
layer-source = Fuente: { $value }
layer-licence = Licencia: { $value }
layer-date = Fecha: { $value }
layer-scales = Se dibuja desde { $scale } o más cerca
layer-opacity = Opacidad
layer-zoom = Ver toda la capa
layer-table = Abrir la tabla
layer-up = Subir
layer-down = Bajar
layer-remove = Quitar del mapa
legend-title = Leyenda
legend-open = Abrir la leyenda
legend-close = Cerrar la leyenda
legend-other = Otros
legend-more = y { $number } más
map-label = Mapa
menu-what-is-here = ¿Qué hay aquí?
menu-copy-position = Copiar coordenadas
menu-ask-corridor = ¿Qué cruza { $name }?
menu-draw-corridor = Dibujar un corredor desde aquí
card-questions = Preguntas
card-corridor = Corredor
card-ficha = Ficha
questions-title = ¿Qué quiere saber?
corridor-question = ¿Qué cruza este corredor?
corridor-draw = Dibujar el eje
corridor-or-choose = O haga clic en una vía del mapa y elija «¿Qué cruza este corredor?» en su ficha.
corridor-drawing = Clic agrega un vértice, doble clic o Enter termina, Retroceso quita el último, Esc cancela.
corridor-drawn = Eje dibujado
corridor-clear = Quitar el eje
corridor-width = A cada lado
corridor-width-tip = Distancia a cada lado del eje, en metros sobre el terreno
corridor-units = Unidades
corridor-zones = Zonas
corridor-areas = Áreas protegidas
corridor-use = Uso propuesto
corridor-none = Ninguna
corridor-no-use = Sin uso
corridor-no-answer = La respuesta aparece aquí cuando haya un eje.
corridor-export = Exportar la tabla…
corridor-export-tip = Guarda la tabla completa en CSV, Excel o JSON; Excel trae su procedencia (Ctrl+E)
corridor-how = Todo lo que está a { $width } o menos del eje. Áreas y longitudes geodésicas en WGS 84.
sheet-what = Unidad, zona o área
sheet-total = Todo el corredor
sheet-outside-units = Fuera de las unidades
sheet-outside-zones = Fuera de zonas
sheet-outside-areas = Fuera de áreas protegidas
sheet-overlap = Contado dos veces
level-recommended = Recomendable
level-restricted = Recomendable con restricciones
level-not-recommended = No recomendable
official-title = Use sus datos oficiales
official-explained = El atlas incluido es referencial. Abra su ZEE, distritos, vías y áreas protegidas, o construya el atlas de su oficina con: allpa atlas build CARPETA --out atlas.gpkg
ficha-title = ¿Qué hay aquí?
ficha-empty = Haga clic en el mapa para ver qué dice cada capa de ese lugar.
ficha-nothing = Ninguna capa visible tiene algo en este punto.
ficha-zoom = Ver { $name } en el mapa
ficha-area = Área
ficha-length = Longitud
ficha-more = { $count ->
    [one] 1 campo más
   *[other] { $number } campos más
}
ficha-source = Fuente: { $text }
table-close = Cerrar la tabla
status-no-pointer = Lleve el puntero al mapa para leer coordenadas
status-position-tip = Latitud y longitud WGS 84, y su zona UTM
status-scale-tip = Escala del mapa en pantalla
status-closer = Acercar
status-farther = Alejar
status-reading = Leyendo capas…
status-cancel = Detener la lectura
status-messages = { $count ->
    [one] 1 aviso
   *[other] { $number } avisos
}
status-layers = { $count ->
    [one] 1 capa
   *[other] { $number } capas
}
message-dismiss = Cerrar el aviso
read-with-notes = { $name } se leyó con observaciones
zoning-replaced = La zonificación es ahora { $name }
zoning-replaced-cause = La capa de demostración quedó oculta.
drop-hint = Suelte los archivos para abrirlos
dialog-open = Abrir capas
dialog-maps = Mapas y tablas
dialog-export = Guardar la respuesta
dialog-export-name = corredor.csv
export-done = Se guardó { $file }
crash-what = Una tarea falló por un error del programa.
crash-cause = Sus datos y archivos están intactos.
crash-remedy = Repita la acción; si vuelve a pasar, avise con los pasos que siguió.
ficha-stretches = { $number } tramos
ficha-this-stretch = Solo este tramo
card-import = Importar
import-title = ¿Dónde está esta capa?
import-title-again = ¿Cómo se lee esta capa?
import-encoding = Codificación
import-encoding-found = automática
import-code = Código
import-name = Nombre
import-no-column = Ninguno
import-remembered = { $name }: leída como la última vez
import-remembered-remedy = Para cambiarlo, elija «Leer de otra manera…» en el menú de la capa.
layer-reread = Leer de otra manera…
import-none = Ninguna capa espera respuesta.
import-waiting = { $count ->
    [one] Espera 1 capa más
   *[other] Esperan { $number } capas más
 }
import-accept = Añadir al mapa
import-discard = Descartar
import-system = Sistema de coordenadas
import-other = Otro:
import-reason-declared = Es el del archivo o el de su formato
import-reason-in-peru = Supuesto: así cae en el Perú
import-reason-reference = A { $distance } de los límites del mapa ({ $pairs } entidades comparadas)
import-correction = Posiciones
import-as-they-are = Como están en el archivo
import-swap-axes = Intercambiar latitud y longitud
import-west-south = Poner los signos del oeste y del sur
import-operation = Operación de datum de PSAD56 a WGS 84
import-operation-1208 = EPSG:1208, Perú (precisión 16 m)
import-operation-1201 = EPSG:1201, media de siete países (42 m)
import-operation-custom = Parámetros propios
import-moves = Mueve la capa { $distance }
import-preview = El mapa muestra dónde quedaría la capa.
import-no-preview = Con esta elección la capa no cae en ninguna parte.
card-join = Unir
join-title = ¿A qué capa pertenece esta tabla?
join-explained = La tabla no tiene coordenadas: sus filas se unen a las entidades de una capa por un código o un nombre en común.
join-accept = Unir y añadir al mapa
join-layer = Capa
join-own = Campo de la capa
join-field = Campo de la tabla
join-looking = Comparando con las capas del mapa…
join-other = Elija otra capa u otros campos.
join-met = { $met } de { $all } entidades reciben datos
join-without-row = { $count ->
    [one] 1 entidad sin fila en la tabla
   *[other] { $number } entidades sin fila en la tabla
 }
join-without-feature = { $count ->
    [one] 1 fila sin entidad en la capa
   *[other] { $number } filas sin entidad en la capa
 }
join-repeated = { $count ->
    [one] 1 fila repetida, se usa la primera
   *[other] { $number } filas repetidas, se usa la primera
 }
join-no-layers = La tabla { $name } no tiene coordenadas
join-no-layers-cause = Sus filas se unen a las entidades de una capa, y el mapa no tiene ninguna.
join-no-layers-remedy = Abra primero la capa a la que pertenece y después la tabla.
card-health = Salud
health-title = Salud de la capa
health-none = Elija «Revisar la salud» en el menú de una capa.
health-looking = Revisando…
health-clean = Sin hallazgos
health-looked-at = Se revisó: validez, duplicados, solapes, vacíos y datum.
health-findings = { $count ->
    [one] 1 hallazgo
   *[other] { $number } hallazgos
 }
health-nothing-changed = Nada se cambió. Haga clic en un hallazgo para ir a su lugar.
layer-check = Revisar la salud
dialog-save-layer = Guardar la capa
layer-save = Guardar como…
status-writing = Escribiendo
health-outline = Contorno
health-outline-tip = Capa cuyo territorio esta debe llenar: se señala lo que sobra y lo que falta
health-scale = Escala
health-scale-tip = Se señalan los polígonos menores que 4 × 4 mm en el papel a esa escala
health-none-chosen = Ninguno
repair-title = Reparar
repair-valid = Corregir geometrías inválidas
repair-valid-tip = Rehace los polígonos que se cruzan o se repiten, según cómo se dibujaron
repair-duplicates = Quitar entidades repetidas
repair-duplicates-tip = Conserva una de las entidades con la misma geometría y los mismos atributos
repair-coverage = Cerrar astillas entre vecinos
repair-coverage-tip = En un solape angosto el terreno queda en la entidad mayor; un vacío angosto pasa a la vecina con el borde más largo
repair-width = Menores que
repair-dissolve = Unir entidades con igual { $field }
repair-dissolve-tip = Las entidades del mismo código pasan a ser una, con los atributos de la primera
repair-preview = Previsualizar
repair-preview-shown = El mapa muestra la capa reparada. Nada se ha guardado.
repair-kept = La capa del mapa está reparada; el archivo no cambió. Guárdela para conservarla.
repair-keep = Aplicar
repair-discard = Descartar
repair-take-back = Deshacer
repair-feature = entidad { $row }
repair-did-valid = corregida
repair-did-duplicates = repetida, se quita
repair-did-dissolve = unida a otra
repair-did-coverage = borde ajustado
plane-mercator = Mercator (web)
plane-tip = Plano en que se dibuja el mapa. Las áreas y longitudes no dependen de él.
sheet-location = Ubicación
sheet-layer-ground = Imágenes de fondo
sheet-layer-names = Nombres
sheet-layer-grid = Cuadrícula
sheet-layer-frame = Marco y leyenda
sheet-field-source = Fuente
sheet-field-system = Sistema de coordenadas
sheet-field-author = Elaborado por
sheet-field-date = Fecha
sheet-field-number = Mapa N.º
sheet-field-program = Programa
sheet-title = Mapa
cause-map-format = Los mapas se escriben en PNG, SVG o PDF.
cause-no-paper-plane = El sistema EPSG:{ $code } no es una zona UTM ni EPSG:3857.
remedy-paper-plane = Indique por ejemplo --map-crs EPSG:32718.
card-print = Imprimir
top-print = Mapa en papel (Ctrl+P)
print-title = Mapa en papel
print-about = Una lámina con marco, cuadrícula UTM, leyenda, escala, ubicación y fuentes, de lo que muestra el mapa.
print-heading = Título
print-paper = Papel
print-orientation = Orientación
print-as-view = Como el mapa
print-landscape = Echado
print-portrait = De pie
print-fixed-scale = Fija
print-save = Guardar la lámina…
layout-open = Acomodar la lámina
layout-open-tip = Ver la lámina como se imprime y mover sus piezas
layout-about = Arrastre una pieza para moverla, o de un borde para cambiar su tamaño; las líneas la retienen (con Alt no). Con el teclado: Tab elige, las flechas mueven 1 mm, con Mayús 10 mm, con Ctrl cambian el tamaño, Supr oculta.
layout-reset = Restablecer
layout-reset-tip = Vuelve a la plantilla oficial en este papel
layout-show = Mostrar { $name }
layout-hide = Ocultar { $name }
layout-sheet = Lámina como se imprime
layout-piece = Pieza: { $name }
layout-map = Mapa
layout-title = Título
layout-north = Norte
layout-scale = Escala
layout-legend = Leyenda
layout-location = Ubicación
layout-credits = Fuentes y avisos
print-making = Dibujando la lámina…

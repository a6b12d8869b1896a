corner-number = Vértice
corner-east = Este (m)
corner-north = Norte (m)
corner-hole = Hueco
corners-copy = Copiar vértices
corners-copy-tip = Copia el cuadro de vértices en UTM, con dos decimales, para Excel o una resolución
corners-change = Cambiar con un cuadro
corners-change-tip = Abre los vértices como cuadro para corregirlos o pegar otros
dictation-open = Dictar vértices
dictation-tip = Pegar o escribir un cuadro de vértices de Excel o de una resolución
dictation-explained = Pegue o escriba un vértice por línea: número si lo tiene, este y norte, o longitud y latitud. Una línea vacía empieza otra parte o un hueco.
dictation-table = Cuadro de vértices
dictation-system = Sistema del cuadro
dictation-degrees = Grados, { $name }
dictation-guessed = Supuesto por lo escrito; cámbielo si es otro.
dictation-perimeter = { $length } de perímetro
dictation-corners = { $count ->
    [one] 1 vértice
   *[other] { $number } vértices
 }
dictation-runs = { $count ->
    [one] en 1 línea o contorno
   *[other] en { $number } líneas o contornos
 }
dictation-finish = Crear la propuesta
dictation-change = Cambiar la propuesta
dictation-crosses = El contorno se cruza consigo mismo; quizá los vértices no están en orden.
dictation-spike = Línea { $line }: el vértice queda muy lejos de sus vecinos; quizá tiene una cifra errada.
dictation-far = Línea { $line }: queda lejos del Perú; revise la zona y las cifras.
dictation-repeated = Línea { $line }: repite el vértice anterior; se cuenta una vez.
dictation-fault = Línea { $line }, «{ $text }»: { $cause }
dictation-no-pair = no tiene dos números que sean una posición.
dictation-not-in-grid = sus números no son este y norte de una zona UTM; quizá falta o sobra una cifra.
dictation-not-degrees = sus números no son longitud y latitud.
dictation-nowhere = el sistema elegido no lleva a ningún lugar.
dictation-more-faults = { $count ->
    [one] y 1 línea más
   *[other] y { $number } líneas más
 }
draft-typed-leg = Rumbo y distancia desde el último vértice, o una posición
draft-typed-position = O escriba la posición
draft-typed-is-leg = Azimut { $azimuth }, { $length }. Enter lo agrega.
draft-typed-is-position = { $position }. Enter lo agrega.
draft-typed-unknown = No se entiende. Por ejemplo: N 35°20' E 120 m, azimut 35.3, 120, o 18S 281491 9332561.
reshape-title = Editar la forma
reshape-split = Dividir con una línea
reshape-hole = Cortar un hueco
reshape-fill = Rellenar huecos
reshape-merge = Unir con…
reshape-subtract = Recortar con…
reshape-subtract-selection = la selección de { $name } ({ $count })
reshape-merge-tip = Las dos propuestas quedan como una; lo que ambas cubren se cuenta una vez
reshape-subtract-tip = Le quita lo que cubre la otra; el borde queda exactamente compartido. Para recortar con una capa, seleccione sus entidades.
reshape-split-hint = Dibuje una línea que atraviese la propuesta de lado a lado.
reshape-hole-hint = Dibuje el hueco dentro de la propuesta.
reshape-impossible = La propuesta queda como está.
reshape-not-cut = La línea no la atraviesa de lado a lado.
reshape-not-cut-remedy = Empiece y termine la línea fuera de la propuesta o en su borde.
reshape-apart = No se tocan.
reshape-other-remedy = Elija otra propuesta o entidad.
reshape-nothing-left = No quedaría nada de ella.
reshape-nothing-left-remedy = Si ya no la quiere, elimínela.
reshape-kind = Una de las dos no es del tipo que se puede cambiar así.
vertex-none = Clic en un vértice lo elige, arrastrarlo lo mueve, doble clic en un borde agrega uno.
vertex-chosen = Vértice { $number } de { $count }
vertex-next = Vértice siguiente
vertex-previous = Vértice anterior
vertex-add = Agregar vértice
vertex-remove = Quitar vértice
step-split-proposal = Propuesta dividida: { $name }
step-merge-proposals = Propuestas unidas: { $name }

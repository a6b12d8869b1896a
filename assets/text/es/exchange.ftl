card-exchange = Entre oficinas
exchange-send = Cambios para otra oficina
exchange-send-explained = Guarda en un archivo pequeño lo que cambió después del último paso que la otra oficina ya tiene.
exchange-choose = Elija el último paso que la otra oficina ya tiene
exchange-beginning = El comienzo: no tiene nada
exchange-count = { $count ->
    [0] No hay pasos después de ese.
    [one] Se envía lo hecho en 1 paso.
   *[other] Se envía lo hecho en { $count } pasos.
}
exchange-save = Guardar cambios para otra oficina…
exchange-bring = Traer cambios…
exchange-bring-tip = Abre un archivo de cambios de otra oficina; usted decide qué entra.
exchange-file = cambios.allpa
exchange-kind = Cambios de Allpa
exchange-coming = Cambios de otra oficina
exchange-nothing = Todo lo que llega ya está aquí.
exchange-items = { $count ->
    [0] No hay cosas distintas.
    [one] 1 cosa cambió.
   *[other] { $count } cosas cambiaron.
}
exchange-conflicts = { $count ->
    [one] 1 conflicto por decidir.
   *[other] { $count } conflictos por decidir.
}
exchange-steps = { $count ->
    [one] 1 paso de la otra oficina
   *[other] { $count } pasos de la otra oficina
}
exchange-take = Traer lo elegido
exchange-take-tip = Entra como un solo paso, que se puede deshacer.
exchange-decide = Decida primero todos los conflictos.
exchange-discard = Dejar
exchange-all = En todos los conflictos:
exchange-all-ours = Todo lo de aquí
exchange-all-theirs = Todo lo que llega
exchange-here = aquí
exchange-there = llega
exchange-order = Ambas oficinas movieron capas: qué orden vale
exchange-show = Muestra en el mapa cómo está aquí y cómo llega.
exchange-conflict = Conflicto: { $parts }
exchange-added = Nuevo
exchange-removed = Eliminado allá
exchange-changed = Cambiado allá
exchange-comes = Entra
exchange-ours = Lo de aquí
exchange-theirs = Lo que llega
exchange-both = Ambos
thing-title = nombre del expediente
thing-sheets = lámina
thing-rules = reglas
thing-layer = capa
thing-proposal = propuesta
thing-view = vista
thing-question = pregunta
thing-meeting = reunión
thing-agreement = acuerdo
part-name = nombre
part-shape = forma
part-kind = tipo
part-note = nota
part-alternative = alternativa
part-class = clase
part-stage = etapa
part-cost = costo
part-begins = año de inicio
part-ends = año de término
part-financing = financiamiento
part-source = datos
part-group = grupo
part-visible = visibilidad
part-opacity = opacidad
part-look = aspecto
part-text = texto
part-decision = decisión
part-responsible = responsable
part-due = plazo
part-state = estado
part-follow-up = seguimiento
part-whole = una oficina lo eliminó y la otra lo cambió
part-other = otros datos

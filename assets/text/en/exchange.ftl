card-exchange = Between offices
exchange-send = Changes for another office
exchange-send-explained = Saves in a small file what changed after the last step that the other office has.
exchange-choose = Choose the last step that the other office has
exchange-beginning = The beginning: it has nothing
exchange-count = { $count ->
    [0] There are no steps after that one.
    [one] What 1 step did is sent.
   *[other] What { $count } steps did is sent.
}
exchange-save = Save changes for another office…
exchange-bring = Bring in changes…
exchange-bring-tip = Opens a file of changes of another office; you decide what comes in.
exchange-file = changes.allpa
exchange-kind = Changes of Allpa
exchange-coming = Changes of another office
exchange-nothing = Everything that comes is here already.
exchange-items = { $count ->
    [0] No things differ.
    [one] 1 thing changed.
   *[other] { $count } things changed.
}
exchange-conflicts = { $count ->
    [one] 1 conflict to decide.
   *[other] { $count } conflicts to decide.
}
exchange-steps = { $count ->
    [one] 1 step of the other office
   *[other] { $count } steps of the other office
}
exchange-take = Bring in what is chosen
exchange-take-tip = It comes in as one step, which can be undone.
exchange-decide = Decide all conflicts first.
exchange-discard = Leave
exchange-all = In all conflicts:
exchange-all-ours = Everything as here
exchange-all-theirs = Everything as it comes
exchange-here = here
exchange-there = comes
exchange-order = Both offices moved layers: whose order counts
exchange-show = Shows on the map how it is here and how it comes.
exchange-conflict = Conflict: { $parts }
exchange-added = New
exchange-removed = Deleted there
exchange-changed = Changed there
exchange-comes = Comes in
exchange-ours = As here
exchange-theirs = As it comes
exchange-both = Both
thing-title = name of the plan
thing-sheets = sheet layout
thing-rules = rules
thing-layer = layer
thing-proposal = proposal
thing-view = view
thing-question = question
thing-meeting = meeting
thing-agreement = agreement
part-name = name
part-shape = shape
part-kind = kind
part-note = note
part-alternative = alternative
part-class = class
part-stage = stage
part-cost = cost
part-begins = year of beginning
part-ends = year of ending
part-financing = financing
part-source = data
part-group = group
part-visible = visibility
part-opacity = opacity
part-look = look
part-text = text
part-decision = decision
part-responsible = responsible
part-due = due date
part-state = state
part-follow-up = follow-up
part-whole = one office deleted it and the other changed it
part-other = other data

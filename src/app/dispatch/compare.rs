//! Two sets of layers side by side.

use crate::compare::CompareAction;
use crate::state::State;

pub(super) fn carry_out(state: &mut State, action: CompareAction) {
    let compare = &mut state.compare;
    match action {
        CompareAction::Toggle if compare.is_on => compare.is_on = false,
        CompareAction::Toggle => compare.open(&state.layers),
        CompareAction::SetDivider(share) => compare.divider = share.clamp(0.0, 1.0),
        CompareAction::SetVisible(id, visible) => {
            let is_left = state.layers.get(id).is_some_and(|layer| layer.visible);
            if visible == is_left {
                compare.changed.remove(&id);
            } else {
                compare.changed.insert(id);
            }
            compare.revision += 1;
        }
        CompareAction::Reset => {
            compare.changed.clear();
            compare.revision += 1;
        }
    }
}

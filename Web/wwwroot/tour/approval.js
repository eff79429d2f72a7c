// A stage that waits for a person.
import { byId } from './dom.js';
import { showFlags } from './draft.js';

/** Shows what is to be decided, or nothing without a stage. The focus goes there once. */
export function showApproval(stage, reason) {
  const isNew = stage && byId('approval').hidden;
  if (!stage && byId('approval').contains(document.activeElement)) byId('run').focus({ preventScroll: true });
  byId('approval').hidden = !stage;
  if (!isNew) return;
  byId('approval-reason').textContent = `The stage “${stage.stage}” waits${reason ? `: ${reason}.` : '.'} `
    + 'Nothing goes on before somebody approves; rejecting ends the run.';
  byId('approval-comment').value = '';
  showFlags(byId('approval-flags'), stage.output?.flags ?? []);
  byId('approval-title').focus();
}

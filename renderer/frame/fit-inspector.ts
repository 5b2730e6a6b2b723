// In a narrow window the terminal needs the room more than the inspector does: it goes when the window gets narrow, and
// comes back with the room. In between the choice is the person's, by button or key.
import { workspaceStore } from '../stores/workspace.ts';

const NARROW = '(max-width: 1100px)';

export function fitInspector(): void {
  const narrow = matchMedia(NARROW);
  let isPutAway = false;
  const fit = (): void => {
    const { inspector } = workspaceStore.getState();
    if (narrow.matches && inspector === 'shown') {
      isPutAway = true;
      workspaceStore.setState({ inspector: 'hidden' });
    } else if (!narrow.matches && isPutAway) {
      isPutAway = false;
      workspaceStore.setState({ inspector: 'shown' });
    }
  };
  fit();
  narrow.addEventListener('change', fit);
}

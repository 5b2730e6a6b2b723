// Starts the window: fonts and colours, the replica, the keys, then what was open last.
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './ui/tokens.css';
import './ui/base.css';
import { chooseAccess, openSandbox } from './access/access-actions.ts';
import { App } from './app.tsx';
import { toErrorData } from './bridge/client.ts';
import { startReplica } from './bridge/replica.ts';
import { listenToShortcuts } from './commands/shortcut-keys.ts';
import { endWithoutShell } from './commands/pass-keys.ts';
import { followWindowRequests } from './commands/window-requests.ts';
import { tellKeptEdits } from './files/kept-edits.ts';
import { firstScreenShown } from './frame/first-screen.ts';
import { fitInspector } from './frame/fit-inspector.ts';
import { SANDBOX_PROFILE_ID } from '../shared/profile-ids.ts';
import { appStartStore } from './stores/app-start.ts';
import { editsStore } from './stores/edits.ts';
import { reportError } from './stores/notices.ts';
import { loadProfiles } from './stores/profiles.ts';
import { settingsStore } from './stores/settings.ts';
import { prepareTerminals } from './terminal/load-terminal.ts';
import { followTheme } from './ui/theme.ts';

export async function startWindow(root: HTMLElement): Promise<void> {
  followTheme();
  fitInspector();
  window.addEventListener('error', (event) => {
    reportError(event.error);
  });
  window.addEventListener('unhandledrejection', (event) => {
    reportError(event.reason);
  });
  try {
    listenToShortcuts();
    followWindowRequests();
    endWithoutShell();
    await startReplica();
    tellKeptEdits(editsStore.getState().edits);
  } catch (thrown) {
    appStartStore.setState({ start: { kind: 'failed', error: toErrorData(thrown) } });
    render(root);
    return;
  }
  const shown = firstScreenShown();
  render(root);
  // Makes main load the AWS SDK, which takes the processor, and the thread that the window's frames pass.
  void shown.then(loadProfiles);
  requestIdleCallback(() => {
    prepareTerminals().catch(reportError);
  });
  openLastAccess();
}

/** Not before there is something to show: React would empty the page, and what index.html shows is the window's own frame. */
function render(root: HTMLElement): void {
  createRoot(root).render(<App />);
}

/** The sandbox of the last run is gone with it: it is started again rather than asked at its old address. */
function openLastAccess(): void {
  const { start } = appStartStore.getState();
  const { lastAccess } = settingsStore.getState();
  if (start.kind !== 'ready') return;
  if (start.facts.startInSandbox || lastAccess?.profileId === SANDBOX_PROFILE_ID) openSandbox();
  else if (lastAccess !== null) chooseAccess(lastAccess);
}

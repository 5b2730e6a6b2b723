// The whole window: frame around lists, terminals and pages; dialogs, menus and notices above.
import { FirstRun } from './first-run/first-run.tsx';
import { DialogLayer } from './frame/dialog-layer.tsx';
import { MainArea } from './frame/main-area.tsx';
import { NoticeLayer } from './frame/notice-layer.tsx';
import { Rail } from './frame/rail.tsx';
import { SideBar } from './frame/side-bar.tsx';
import { StartFailed } from './frame/start-failed.tsx';
import { StatusLine } from './frame/status-line.tsx';
import { TitleBar } from './frame/title-bar.tsx';
import { PromptLayer } from './prompts/prompt-layer.tsx';
import { SignInLayer } from './prompts/sign-in-progress.tsx';
import { SettingsPage } from './settings/settings-page.tsx';
import { useAppStart } from './stores/app-start.ts';
import { isPage, useWorkspace } from './stores/workspace.ts';
import { Inspector } from './targets/inspector.tsx';
import { TunnelsPage } from './tunnels/tunnels-page.tsx';
import { MenuLayer } from './ui/menu.tsx';
import './app.css';

export function App() {
  const start = useAppStart();
  if (start.kind === 'starting') return null;
  if (start.kind === 'failed') return <StartFailed error={start.error} />;
  return (
    <>
      <Window />
      <DialogLayer />
      <PromptLayer />
      <SignInLayer />
      <MenuLayer />
      <NoticeLayer />
    </>
  );
}

function Window() {
  const view = useWorkspace((workspace) => workspace.view);
  const access = useWorkspace((workspace) => workspace.access);
  const sidebar = useWorkspace((workspace) => workspace.sidebar);
  const inspector = useWorkspace((workspace) => workspace.inspector);
  const isInspecting = useWorkspace((workspace) => workspace.access !== null || workspace.inspected !== null);
  const page = isPage(view);
  const first = access === null && view === 'instances';
  return (
    <div className={page ? 'window on-page' : 'window'}>
      <TitleBar />
      <Rail />
      {!first && !page && sidebar === 'shown' && <SideBar />}
      {first ? <FirstRun /> : <MainArea />}
      {!first && !page && isInspecting && inspector === 'shown' && <Inspector />}
      {view === 'tunnels' && <TunnelsPage />}
      {view === 'settings' && <SettingsPage />}
      <StatusLine />
    </div>
  );
}

// The place of one desktop: the way there step by step, its questions, where it stands while its own window is open,
// and why it ended.
import { Check } from 'lucide-react';
import type { DesktopSnapshot } from '../../shared/desktop.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { useDesktop } from '../stores/desktops.ts';
import { reconnectTab } from '../tabs/tab-actions.ts';
import { paneId } from '../tabs/tab-state.ts';
import type { Tab } from '../tabs/tab-state.ts';
import { Button } from '../ui/button.tsx';
import { Keys } from '../ui/keys.tsx';
import { closeDesktop, copyDesktopPassword } from './desktop-actions.ts';
import { DesktopEnded } from './desktop-ended.tsx';
import { DesktopQuestionForm } from './desktop-question.tsx';
import { DesktopStatus } from './desktop-status.tsx';
import { DESKTOP_STEPS, desktopStepIndex, stepNotes, stepWords } from './desktop-words.ts';
import '../terminal/terminal-pane.css';
import './desktop-pane.css';

interface DesktopPaneProps {
  readonly tab: Tab;
  readonly front: boolean;
}

export function DesktopPane({ tab, front }: DesktopPaneProps) {
  const desktop = useDesktop(tab.link.kind === 'desktop' ? tab.link.desktopId : null);
  return (
    <section
      id={paneId(tab)}
      role="tabpanel"
      className="desktop-pane"
      aria-label={`Desktop ${tab.title}`}
      tabIndex={-1}
      hidden={!front}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || desktop === null || desktopStepIndex(desktop.phase.kind) < 0) return;
        event.preventDefault();
        closeDesktop(desktop.id);
      }}
    >
      <div className="desktop-box">
        <Content tab={tab} desktop={desktop} />
      </div>
    </section>
  );
}

function Content({ tab, desktop }: { readonly tab: Tab; readonly desktop: DesktopSnapshot | null }) {
  if (tab.link.kind === 'refused') {
    return (
      <ErrorCard
        error={tab.link.error}
        onRetry={() => {
          reconnectTab(tab.id);
        }}
      />
    );
  }
  if (desktop === null) return <Steps title={tab.title} desktop={null} />;
  switch (desktop.phase.kind) {
    case 'open':
    case 'disconnected':
      return <DesktopStatus tab={tab} desktop={desktop} />;
    case 'ended':
      return <DesktopEnded tab={tab} desktop={desktop} phase={desktop.phase} />;
    default:
      return <Steps title={tab.title} desktop={desktop} />;
  }
}

function Steps({ title, desktop }: { readonly title: string; readonly desktop: DesktopSnapshot | null }) {
  const phase = desktop?.phase ?? { kind: 'opening-tunnel' as const };
  const at = desktopStepIndex(phase.kind);
  const question = desktop?.question ?? null;
  return (
    <>
      <h2 className="selectable">Opening the desktop of {title}</h2>
      <ol className="connect-steps" aria-hidden>
        {DESKTOP_STEPS.map(({ step, words }, index) => (
          <li key={step} className={index < at ? 'done' : index === at ? 'now' : 'later'}>
            <span className="connect-step-sign">
              {index < at ? (
                <Check size={14} />
              ) : index === at && question === null ? (
                <span className="spinner" />
              ) : (
                <i>·</i>
              )}
            </span>
            {index === at ? stepWords(phase) : words}
          </li>
        ))}
      </ol>
      <p className="visually-hidden" role="status">
        {stepWords(phase)}
      </p>
      {desktop !== null &&
        stepNotes(desktop).map((note) => (
          <p key={note} className="desktop-note">
            {note}
          </p>
        ))}
      {desktop !== null && question !== null ? (
        <DesktopQuestionForm key={question.id} desktop={desktop} question={question} />
      ) : (
        <div className="desktop-buttons">
          <Button
            disabled={desktop === null}
            onClick={() => {
              if (desktop !== null) closeDesktop(desktop.id);
            }}
          >
            Cancel
          </Button>
          {desktop?.phase.kind === 'waiting-for-client' && desktop.phase.notes.length > 0 && (
            <Button
              onClick={() => {
                copyDesktopPassword(desktop.id);
              }}
            >
              Copy the password
            </Button>
          )}
          <span className="connect-keys dim">
            <Keys shortcut="Esc" /> stops
          </span>
        </div>
      )}
    </>
  );
}

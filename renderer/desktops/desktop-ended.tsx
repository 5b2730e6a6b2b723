// A desktop that is not open any more: closed or cancelled, or what went wrong with the next step as a button.
import { useState } from 'react';
import { assertNever } from '../../shared/assert-never.ts';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { DesktopSnapshot } from '../../shared/desktop.ts';
import type { RdpPhase } from '../../shared/rdp.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import type { CardAction } from '../errors/error-card.tsx';
import { closeTabs } from '../tabs/tab-actions.ts';
import type { Tab } from '../tabs/tab-state.ts';
import { Button } from '../ui/button.tsx';
import { openOptionsOf, reconnectDesktop } from './desktop-actions.ts';

interface EndedProps {
  readonly tab: Tab;
  readonly desktop: DesktopSnapshot;
  readonly phase: Extract<RdpPhase, { kind: 'ended' }>;
}

export function DesktopEnded({ tab, desktop, phase: { at, ending } }: EndedProps) {
  switch (ending.kind) {
    case 'closed':
      return (
        <Rest
          title="The desktop was closed"
          text="Its window was closed, or you signed out there."
          {...{ tab, desktop }}
        />
      );
    case 'cancelled':
      return <Rest title="Closed" text="Nothing is left running." {...{ tab, desktop }} />;
    case 'failed':
      return <Trouble key={at} error={ending.error} {...{ tab, desktop }} />;
    default:
      return assertNever(ending);
  }
}

interface RestProps {
  readonly tab: Tab;
  readonly desktop: DesktopSnapshot;
  readonly title: string;
  readonly text: string;
}

function Rest({ tab, desktop, title, text }: RestProps) {
  return (
    <div role="status">
      <h2>{title}</h2>
      <p className="dim">{text}</p>
      <div className="desktop-buttons">
        <Button
          tone="primary"
          onClick={() => {
            reconnectDesktop(desktop.id);
          }}
        >
          Open {tab.title} again
        </Button>
        <Button
          onClick={() => {
            openOptionsOf(desktop);
          }}
        >
          Options…
        </Button>
        <CloseTab tab={tab} />
      </div>
    </div>
  );
}

function CloseTab({ tab }: { readonly tab: Tab }) {
  return (
    <Button
      onClick={() => {
        closeTabs([tab.id]);
      }}
    >
      Close tab
    </Button>
  );
}

interface TroubleProps {
  readonly tab: Tab;
  readonly desktop: DesktopSnapshot;
  readonly error: AppErrorData;
}

function Trouble({ tab, desktop, error }: TroubleProps) {
  const [doubt, setDoubt] = useState<'none' | 'new-certificate'>('none');
  if (doubt === 'new-certificate') {
    return (
      <TrustNew
        desktop={desktop}
        onBack={() => {
          setDoubt('none');
        }}
      />
    );
  }
  return (
    <>
      <ErrorCard
        error={error}
        actions={actionsFor(error, tab, desktop, () => {
          setDoubt('new-certificate');
        })}
      />
      <div className="desktop-buttons">
        <Button
          onClick={() => {
            openOptionsOf(desktop);
          }}
        >
          Options…
        </Button>
        {error.code !== 'rdp/certificate-changed' && <CloseTab tab={tab} />}
      </div>
    </>
  );
}

/** The likeliest first. */
function actionsFor(
  error: AppErrorData,
  tab: Tab,
  { id }: DesktopSnapshot,
  doubt: () => void,
): readonly CardAction[] {
  const again: CardAction = {
    label: 'Try again',
    run: () => {
      reconnectDesktop(id);
    },
  };
  const account: CardAction = {
    label: 'Enter user and password',
    run: () => {
      reconnectDesktop(id, { signIn: 'ask' });
    },
  };
  switch (error.code) {
    case 'rdp/sign-in-refused':
      return [account, again];
    case 'rdp/password-not-ready':
    case 'rdp/password-unavailable':
    case 'rdp/passphrase-wrong':
    case 'aws/access-denied':
      return [again, account];
    case 'rdp/certificate-changed':
      return [
        {
          label: 'Close tab',
          run: () => {
            closeTabs([tab.id]);
          },
        },
        { label: 'Trust the new certificate…', tone: 'plain', run: doubt },
      ];
    default:
      return [again];
  }
}

/** A second thought before what cannot be taken back: with a wrong certificate the password goes to somebody else. */
function TrustNew({ desktop, onBack }: { readonly desktop: DesktopSnapshot; readonly onBack: () => void }) {
  return (
    <div className="desktop-question" role="group" aria-label="Trust the new certificate?">
      <h3>Trust the new certificate?</h3>
      <p>
        If you do not know why it has changed, somebody may be in between, and would get the password. Windows
        makes a new one when an instance is prepared again from an image, and about twice a year.
      </p>
      <div className="desktop-buttons">
        <Button autoFocus onClick={onBack}>
          Back
        </Button>
        <Button
          tone="danger"
          onClick={() => {
            reconnectDesktop(desktop.id, { certificate: 'take-new' });
          }}
        >
          Trust it and connect
        </Button>
      </div>
    </div>
  );
}

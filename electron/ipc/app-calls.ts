// The app itself and what it does for the window: facts, prompts, clipboard, links, reports.
import { AppError } from '../../shared/app-error.ts';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { AppFacts } from '../../shared/contract.ts';
import type { ConnectionId } from '../../shared/ids.ts';
import { browserUrl } from '../app/page-address.ts';
import type { SecretClipboard } from '../app/secret-clipboard.ts';
import type { Prompts } from '../connection/prompts.ts';
import type { HandlersOf } from './router.ts';

export interface AppParts {
  readonly facts: AppFacts;
  readonly prompts: Prompts;
  readonly clipboard: Pick<SecretClipboard, 'readText' | 'writeText'>;
  readonly openInBrowser: (url: string) => Promise<void>;
  readonly composeReport: (error: AppErrorData, connectionId: ConnectionId | null) => string;
}

export function appCalls({
  facts,
  prompts,
  clipboard,
  openInBrowser,
  composeReport,
}: AppParts): HandlersOf<
  | 'app.facts'
  | 'prompts.list'
  | 'prompts.answer'
  | 'clipboard.read-text'
  | 'clipboard.write-text'
  | 'links.open'
  | 'report.copy'
> {
  return {
    'app.facts': () => facts,
    'prompts.list': () => prompts.list(),
    'prompts.answer': ({ promptId, answer }) => {
      prompts.answer(promptId, answer);
      return null;
    },
    'clipboard.read-text': () => clipboard.readText(),
    'clipboard.write-text': async ({ text }) => {
      await clipboard.writeText(text);
      return null;
    },
    'links.open': async ({ url }) => {
      const safe = browserUrl(url);
      if (safe === null) {
        throw new AppError('link/refused', 'Only http and https links are opened.', {
          detail: url.slice(0, 200),
        });
      }
      try {
        await openInBrowser(safe);
      } catch (error) {
        throw new AppError('link/not-opened', 'The system has no program that opens this link.', {
          cause: error,
        });
      }
      return null;
    },
    'report.copy': async ({ error, connectionId }) => {
      const text = composeReport(error, connectionId);
      await clipboard.writeText(text);
      return { text };
    },
  };
}

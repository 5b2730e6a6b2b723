// Short words in the corner: something was done (with a way back), or a call failed that has no place of its own.
import { X } from 'lucide-react';
import { ErrorCard } from '../errors/error-card.tsx';
import { dismissNotice, type ErrorAbout, useNotices } from '../stores/notices.ts';
import { IconButton } from '../ui/button.tsx';
import './notice-layer.css';

export function NoticeLayer() {
  const notices = useNotices();
  return (
    <div className="notice-layer" role="region" aria-label="Notices">
      {notices.map(({ id, content }) => {
        const dismiss = (): void => {
          dismissNotice(id);
        };
        if (content.kind === 'error')
          return (
            <ErrorCard
              key={id}
              error={content.error}
              onDismiss={dismiss}
              {...whatToRetry(content.about, dismiss)}
            />
          );
        return (
          <div key={id} className="notice" role="status">
            <span>{content.text}</span>
            {content.action !== null && (
              <button
                type="button"
                className="text-button"
                onClick={() => {
                  dismiss();
                  content.action?.run();
                }}
              >
                {content.action.label}
              </button>
            )}
            <IconButton label="Dismiss" onClick={dismiss}>
              <X size={13} aria-hidden />
            </IconButton>
          </div>
        );
      })}
    </div>
  );
}

/** The words go when something is done about them. */
function whatToRetry({ onRetry, ...about }: ErrorAbout, dismiss: () => void): ErrorAbout {
  if (onRetry === undefined) return about;
  const run = (): void => {
    dismiss();
    onRetry();
  };
  return { ...about, onRetry: run };
}

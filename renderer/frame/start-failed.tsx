// The window could not get its first state from main: the one screen that stands alone.
import type { AppErrorData } from '../../shared/app-error.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import './start-failed.css';

export function StartFailed({ error }: { readonly error: AppErrorData }) {
  return (
    <main className="start-failed">
      <ErrorCard
        error={error}
        onRetry={() => {
          location.reload();
        }}
      />
    </main>
  );
}

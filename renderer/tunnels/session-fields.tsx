// When a tunnel is switched on, when its session starts and ends, and how large its messages are: a part of tunnel-dialog.
import { Select } from './form-field.tsx';
import type { TunnelForm } from './tunnel-form-values.ts';

const IDLE_CHOICES: readonly (readonly [minutes: number | null, words: string])[] = [
  [null, 'Never'],
  [10, 'After 10 minutes'],
  [30, 'After 30 minutes'],
  [60, 'After 1 hour'],
  [480, 'After 8 hours'],
];
/** AWS documents no limit. Up to 1,536 bytes have been in use for years; what does not arrive is not used. */
const SIZE_CHOICES: readonly (readonly [bytes: number, words: string])[] = [
  [1_024, '1,024 bytes, as AWS’s client'],
  [1_536, '1,536 bytes, the usual'],
  [4_096, '4,096 bytes'],
  [16_384, '16,384 bytes'],
];

export function SessionFields(props: {
  readonly form: TunnelForm;
  readonly set: (patch: Partial<TunnelForm>) => void;
}) {
  const { form, set } = props;
  const { payloadBytes } = form;
  const known = SIZE_CHOICES.some(([bytes]) => bytes === payloadBytes);
  // A port of the target is asked for at once, and kept for as long as it is switched on.
  const isForward = form.leadsTo !== 'here';
  const sizes = known ? SIZE_CHOICES : [...SIZE_CHOICES, [payloadBytes, `${payloadBytes} bytes`] as const];
  return (
    <>
      <div className="tunnel-pair">
        <Select
          label="Switch on"
          value={form.start}
          choices={[
            ['manually', 'By hand'],
            ['at-launch', 'When Sallyport starts'],
          ]}
          onChange={(start) => {
            set({ start });
          }}
        />
        {isForward && (
          <Select
            label="Start the session"
            value={form.session}
            choices={[
              ['on-connection', 'At first connection'],
              ['at-once', 'At once, and keep it'],
            ]}
            onChange={(session) => {
              set({ session });
            }}
          />
        )}
      </div>
      {isForward && (
        <div className="tunnel-pair">
          <Select
            label="End it when idle"
            value={String(form.idleMinutes ?? '')}
            choices={IDLE_CHOICES.map(([minutes, words]) => [String(minutes ?? ''), words] as const)}
            onChange={(minutes) => {
              set({ idleMinutes: minutes === '' ? null : Number(minutes) });
            }}
          />
          <Select
            label="Messages sent up"
            value={String(payloadBytes)}
            choices={sizes.map(([bytes, words]) => [String(bytes), words] as const)}
            onChange={(bytes) => {
              set({ payloadBytes: Number(bytes) });
            }}
          />
        </div>
      )}
    </>
  );
}

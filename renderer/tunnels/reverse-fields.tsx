// The other way round: which port of the instance listens, for whom, and where here it leads. A part of tunnel-dialog.
import { Field, Select } from './form-field.tsx';
import type { FormProblems, TunnelForm } from './tunnel-form-values.ts';

interface ReverseFieldsProps {
  readonly form: TunnelForm;
  readonly problems: FormProblems;
  readonly set: (patch: Partial<TunnelForm>) => void;
}

export function ReverseFields({ form, problems, set }: ReverseFieldsProps) {
  return (
    <>
      <p className="dim tunnel-note">
        A port of the instance leads to this computer, or to a host that this computer reaches: whoever may
        connect there reaches what you name here.
      </p>
      <div className="tunnel-pair">
        <Field
          label="Port of the instance"
          problem={problems.listenPort}
          hint="Empty: one that is free there."
        >
          {(props) => (
            <input
              {...props}
              className="text-field mono"
              inputMode="numeric"
              placeholder="any free port"
              value={form.listenPort}
              onChange={(event) => {
                set({ listenPort: event.target.value });
              }}
            />
          )}
        </Field>
        <Select
          label="Who may connect there"
          value={form.listenFor}
          choices={[
            ['instance', 'Programs on the instance'],
            ['others', 'Other machines, too'],
          ]}
          onChange={(listenFor) => {
            set({ listenFor });
          }}
        />
      </div>
      <div className="tunnel-pair host-only">
        <Field label="Leads to host" problem={problems.hereHost} hint="Empty: this computer itself.">
          {(props) => (
            <input
              {...props}
              className="text-field mono"
              placeholder="this computer"
              spellCheck={false}
              value={form.hereHost}
              onChange={(event) => {
                set({ hereHost: event.target.value });
              }}
            />
          )}
        </Field>
        <Field label="Port here" problem={problems.herePort}>
          {(props) => (
            <input
              {...props}
              className="text-field mono"
              inputMode="numeric"
              placeholder="3000"
              value={form.herePort}
              onChange={(event) => {
                set({ herePort: event.target.value });
              }}
            />
          )}
        </Field>
      </div>
    </>
  );
}

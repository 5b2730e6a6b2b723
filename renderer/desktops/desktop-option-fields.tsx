// What the window of a desktop looks like, and what it shares with this computer.
import { Select } from '../tunnels/form-field.tsx';
import type { FieldsProps } from './desktop-option-field.tsx';
import { OptionCheck, OptionText } from './desktop-option-field.tsx';
import { withDisplay } from './desktop-options-form.ts';

export function DisplayFields(props: FieldsProps) {
  const { form, set } = props;
  const { options } = form;
  return (
    <fieldset>
      <legend className="section-head">Window</legend>
      <div className="desktop-option-row">
        <Select
          label="Size"
          value={options.display.kind}
          choices={[
            ['fit', 'As its window'],
            ['window', 'Fixed'],
            ['full-screen', 'Full screen'],
            ['all-monitors', 'All monitors'],
          ]}
          onChange={(kind) => {
            set(withDisplay(form, kind));
          }}
        />
        {options.display.kind === 'window' && (
          <>
            <OptionText {...props} label="Width" field="width" className="mono" />
            <OptionText {...props} label="Height" field="height" className="mono" />
          </>
        )}
        <Select
          label="Scaling"
          value={String(options.scale ?? '')}
          choices={[
            ['', 'As this computer'],
            ['100', '100 %'],
            ['125', '125 %'],
            ['150', '150 %'],
            ['200', '200 %'],
          ]}
          onChange={(text) => {
            const scale = ([100, 125, 150, 200] as const).find((each) => String(each) === text) ?? null;
            set({ options: { ...options, scale } });
          }}
        />
      </div>
    </fieldset>
  );
}

export function SharingFields(props: FieldsProps) {
  const { form, set } = props;
  const { options } = form;
  return (
    <fieldset>
      <legend className="section-head">Shared with the desktop</legend>
      <OptionCheck {...props} flag="clipboard" label="Clipboard" />
      <OptionCheck
        {...props}
        flag="drives"
        label="Drives of this computer"
        help="Programs on the instance could read and change your files."
      />
      <div className="desktop-option-row">
        <Select
          label="Sound"
          value={options.sound}
          choices={[
            ['here', 'Plays here'],
            ['there', 'Plays there'],
            ['off', 'Off'],
          ]}
          onChange={(sound) => {
            set({ options: { ...options, sound } });
          }}
        />
        <Select
          label="Network Level Authentication"
          value={options.networkLevelAuthentication}
          choices={[
            ['auto', 'As the instance wants'],
            ['required', 'Required'],
            ['off', 'Off'],
          ]}
          onChange={(networkLevelAuthentication) => {
            set({ options: { ...options, networkLevelAuthentication } });
          }}
        />
      </div>
    </fieldset>
  );
}

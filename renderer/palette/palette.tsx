// Go anywhere: open tabs, saved connections, instances and commands under one field.
import { useCallback } from 'react';
import { ChevronRight, SquareTerminal, Star } from 'lucide-react';
import { WINDOW_COMMANDS } from '../../shared/command-keys.ts';
import { openSavedConnection, openTarget, activateTab } from '../tabs/tab-actions.ts';
import { COMMANDS } from '../commands/command-list.ts';
import { useKeys } from '../commands/keys-of.ts';
import { runCommand } from '../commands/run-command.ts';
import { closeDialog } from '../stores/dialogs.ts';
import { useLibrary } from '../stores/library.ts';
import { useTabs } from '../stores/tabs.ts';
import { useInventory } from '../stores/targets.ts';
import { useTunnels } from '../stores/tunnels.ts';
import { useWorkspace } from '../stores/workspace.ts';
import { matches, queryWords } from '../targets/target-search.ts';
import { rowMeta, rowState } from '../targets/target-words.ts';
import { closeThen } from '../ui/focus-after.ts';
import { Keys } from '../ui/keys.tsx';
import { OptionPicker } from '../ui/option-picker.tsx';
import type { PickerOption } from '../ui/option-picker.tsx';
import { PlatformIcon } from '../ui/platform-icon.tsx';
import { StateSign } from '../ui/state-sign.tsx';
import { rank } from './rank.ts';
import { tunnelOptions } from './tunnel-options.tsx';

/** A list one reads, not scrolls: a longer answer means "type one letter more". */
const MAX_INSTANCES = 40;
/** Before anything is typed the commands must be in sight too. */
const MAX_INSTANCES_UNASKED = 6;

export function Palette() {
  const tabs = useTabs((state) => state.tabs);
  const { connections } = useLibrary();
  const tunnels = useTunnels((state) => state.byId);
  const access = useWorkspace((workspace) => workspace.access);
  const inventory = useInventory(access);
  const keys = useKeys();

  const optionsFor = useCallback(
    (query: string): readonly PickerOption[] => {
      const open = rank(tabs, query, (tab) => tab.title).map((tab) =>
        choice(
          `tab:${tab.id}`,
          'Open tabs',
          tab.title,
          undefined,
          <SquareTerminal size={15} aria-hidden />,
          () => {
            activateTab(tab.id);
          },
        ),
      );
      const saved = rank(
        connections,
        query,
        (spec) => `${spec.name} ${spec.targetName ?? ''} ${spec.targetId}`,
      ).map((spec) =>
        choice(
          `saved:${spec.id}`,
          'Saved connections',
          spec.name,
          spec.targetId,
          <Star size={15} aria-hidden />,
          () => {
            openSavedConnection(spec);
          },
        ),
      );
      const words = queryWords(query);
      const limit = words.length === 0 ? MAX_INSTANCES_UNASKED : MAX_INSTANCES;
      const fitting = [];
      for (const entry of inventory?.entries.values() ?? []) {
        if (matches(entry, words)) fitting.push(entry);
        // Enough to rank the best from, however many instances there are.
        if (fitting.length >= 2000) break;
      }
      const instances = rank(fitting, query, (entry) => entry.haystack)
        .slice(0, limit)
        .map((entry) => ({
          ...choice(
            `target:${entry.target.id}`,
            'Instances',
            entry.label,
            rowMeta(entry.target),
            <PlatformIcon platform={entry.target.platform} size={15} />,
            () => {
              if (access !== null) openTarget(access, entry.target);
            },
          ),
          end: <TargetState {...rowState(entry.target)} />,
        }));
      const ids = WINDOW_COMMANDS.filter((id) => id !== 'go-to' && id !== 'new-tab');
      const commands = rank(ids, query, (id) => `${COMMANDS[id].label} ${COMMANDS[id].group}`).map((id) => ({
        ...choice(
          `command:${id}`,
          'Commands',
          COMMANDS[id].label,
          undefined,
          <ChevronRight size={14} aria-hidden />,
          () => {
            runCommand(id);
          },
        ),
        end: <Keys shortcut={keys[id][0]} />,
      }));
      return [
        ...open,
        ...instances,
        ...saved,
        ...tunnelOptions([...tunnels.values()], query, choice),
        ...commands,
      ];
    },
    [tabs, connections, tunnels, inventory, access, keys],
  );

  return (
    <OptionPicker
      label="Go to an instance, tunnel or command"
      placeholder="Go to an instance, tunnel or command"
      optionsFor={optionsFor}
      emptyText="Nothing fits. Try part of a name, an address, an id or a tag."
    />
  );
}

function TargetState({ sign, tone, text }: ReturnType<typeof rowState>) {
  return (
    <span className={`row-state tone-${tone}`}>
      <StateSign sign={sign} />
      {text}
    </span>
  );
}

function choice(
  key: string,
  group: string,
  label: string,
  detail: string | undefined,
  icon: PickerOption['icon'],
  go: () => void,
): PickerOption {
  return {
    key,
    group,
    label,
    detail,
    icon,
    run: () => {
      closeThen(closeDialog, go);
    },
  };
}

// Changing a setting: main stores it and says it back; the page shows only what main said.
import type { SettingsPatch } from '../../shared/settings.ts';
import { call } from '../bridge/client.ts';
import { reportError } from '../stores/notices.ts';

export function changeSettings(patch: SettingsPatch): void {
  call('settings.change', patch).catch(reportError);
}

// Which dialog is open, and around it the frame that all of them share.
import { assertNever } from '../../shared/assert-never.ts';
import { ProfilePicker } from '../access/profile-picker.tsx';
import { RegionPicker } from '../access/region-picker.tsx';
import { HowDialog } from '../connections/how-dialog.tsx';
import { SaveDialog } from '../connections/save-dialog.tsx';
import { DesktopOptionsDialog } from '../desktops/desktop-options-dialog.tsx';
import { Palette } from '../palette/palette.tsx';
import { ShortcutSheet } from '../palette/shortcut-sheet.tsx';
import { closeDialog, useDialog } from '../stores/dialogs.ts';
import { LinkDialog } from '../terminal/link-dialog.tsx';
import { PasteDialog } from '../terminal/paste-dialog.tsx';
import { TunnelDialog } from '../tunnels/tunnel-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';

export function DialogLayer() {
  const dialog = useDialog();
  switch (dialog.kind) {
    case 'none':
      return null;
    case 'palette':
      return (
        <Dialog key="palette" title="Go to" heading="hidden" place="top" width="medium" onClose={closeDialog}>
          <Palette />
        </Dialog>
      );
    case 'choose-profile':
      return (
        <Dialog
          key="profile"
          title="Choose AWS profile"
          heading="hidden"
          place="top"
          width="medium"
          onClose={closeDialog}
        >
          <ProfilePicker />
        </Dialog>
      );
    case 'choose-region':
      return (
        <Dialog
          key="region"
          title="Choose region"
          heading="hidden"
          place="top"
          width="narrow"
          onClose={closeDialog}
        >
          <RegionPicker profileId={dialog.profileId} />
        </Dialog>
      );
    case 'shortcuts':
      return (
        <Dialog key="shortcuts" title="Keyboard shortcuts" width="wide" onClose={closeDialog}>
          <ShortcutSheet />
        </Dialog>
      );
    case 'save':
      return (
        <Dialog key="save" title="Save connection" width="medium" onClose={closeDialog}>
          <SaveDialog request={dialog.request} />
        </Dialog>
      );
    case 'how':
      return (
        <Dialog key="how" title={`How “${dialog.spec.name}” connects`} width="medium" onClose={closeDialog}>
          <HowDialog spec={dialog.spec} />
        </Dialog>
      );
    case 'tunnel':
      return (
        <Dialog
          key="tunnel"
          title={dialog.request.kind === 'new' ? 'New tunnel' : 'Change tunnel'}
          width="medium"
          onClose={closeDialog}
        >
          <TunnelDialog request={dialog.request} />
        </Dialog>
      );
    case 'desktop-options':
      return (
        <Dialog
          key="desktop-options"
          title={`Desktop options of ${dialog.request.title}`}
          width="medium"
          onClose={closeDialog}
        >
          <DesktopOptionsDialog request={dialog.request} />
        </Dialog>
      );
    case 'paste':
      return (
        <Dialog key="paste" title="Paste this text?" width="medium" onClose={closeDialog}>
          <PasteDialog question={dialog.question} answer={dialog.answer} />
        </Dialog>
      );
    case 'link':
      return (
        <Dialog key="link" title="Open this link?" width="medium" onClose={closeDialog}>
          <LinkDialog url={dialog.url} />
        </Dialog>
      );
    default:
      return assertNever(dialog);
  }
}

// The one dialog that may be open. A question from main (MFA) has its own place above it: see prompts.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { DesktopPlace } from '../../shared/desktop.ts';
import type { AwsProfileId, DesktopId, TargetId } from '../../shared/ids.ts';
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import type { SavedTunnel } from '../../shared/saved-tunnel.ts';
import type { PasteQuestion } from '../terminal/paste-guard.ts';

export interface SaveRequest {
  readonly access: AwsAccess;
  readonly targetId: TargetId;
  readonly targetName: string | null;
  readonly platform: 'linux' | 'windows' | 'macos' | 'unknown';
  readonly name: string;
  /** What is offered first. */
  readonly kind: 'shell' | 'desktop';
}

/** Whose options: a target's, a saved connection's, or those of a desktop that is there and can begin anew with them. */
export interface DesktopOptionsRequest {
  readonly place: DesktopPlace;
  readonly title: string;
  readonly desktopId: DesktopId | null;
}

export type TunnelRequest =
  | { readonly kind: 'new'; readonly access: AwsAccess; readonly target: Target | null }
  | { readonly kind: 'change'; readonly saved: SavedTunnel };

export type DialogState =
  | { readonly kind: 'none' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'save'; readonly request: SaveRequest }
  | { readonly kind: 'how'; readonly spec: SavedConnectionSpec }
  | { readonly kind: 'tunnel'; readonly request: TunnelRequest }
  | { readonly kind: 'desktop-options'; readonly request: DesktopOptionsRequest }
  | { readonly kind: 'choose-profile' }
  | { readonly kind: 'choose-region'; readonly profileId: AwsProfileId }
  | {
      readonly kind: 'paste';
      readonly question: PasteQuestion;
      readonly answer: (text: string) => void;
    }
  | { readonly kind: 'link'; readonly url: string };

export const dialogsStore = createStore<{ readonly dialog: DialogState }>(() => ({
  dialog: { kind: 'none' },
}));

export function openDialog(dialog: DialogState): void {
  dialogsStore.setState({ dialog });
}

export function closeDialog(): void {
  dialogsStore.setState({ dialog: { kind: 'none' } });
}

export function useDialog(): DialogState {
  return useStore(dialogsStore, (state) => state.dialog);
}

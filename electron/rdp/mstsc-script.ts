// The PowerShell that starts mstsc: what it needs to sign in goes to Credential Manager and is taken away again. The
// script is the same for every launch; host, user and password come by standard input, one line of base64 JSON.
//
// CredWrite instead of `cmdkey /pass:`, which has the password on its command line. CertHash is where mstsc keeps the
// certificate of a host that the person has accepted: ours is checked already, and mstsc takes no other.

/** What the script reads first. Field names are its own. */
export interface MstscOrder {
  readonly credentialName: string;
  readonly userName: string;
  readonly password: string | null;
  /** Address without port, as mstsc remembers servers by it. */
  readonly server: string;
  /** SHA-1 in hex, or null. */
  readonly certificateHash: string | null;
  readonly program: string;
  readonly args: readonly string[];
  readonly title: string;
}

/** ASCII only, whatever code page PowerShell reads its input in. */
export function encodeOrder(order: MstscOrder): string {
  return `${Buffer.from(JSON.stringify(order), 'utf8').toString('base64')}\n`;
}

/** Said to the script when the client is connected: the credential goes away. The end of input says the same. */
export const CONNECTED_WORD = 'connected\n';

const NATIVE = `using System;
using System.Runtime.InteropServices;
public static class SallyportNative {
  [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
  struct Credential {
    public uint Flags; public uint Type; public string TargetName; public string Comment;
    public long LastWritten; public uint BlobSize; public IntPtr Blob; public uint Persist;
    public uint AttributeCount; public IntPtr Attributes; public string TargetAlias; public string UserName;
  }
  [DllImport("advapi32.dll", EntryPoint = "CredWriteW", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern bool CredWrite(ref Credential credential, uint flags);
  [DllImport("advapi32.dll", EntryPoint = "CredDeleteW", CharSet = CharSet.Unicode, SetLastError = true)]
  public static extern bool CredDelete(string target, uint type, uint flags);
  [DllImport("user32.dll", EntryPoint = "SetWindowTextW", CharSet = CharSet.Unicode)]
  public static extern bool SetWindowText(IntPtr window, string text);
  public static int Save(string target, string user, string password) {
    var credential = new Credential();
    credential.Type = 1; credential.Persist = 1;
    credential.TargetName = target; credential.UserName = user;
    credential.BlobSize = (uint)(password.Length * 2);
    credential.Blob = Marshal.StringToCoTaskMemUni(password);
    try { return CredWrite(ref credential, 0) ? 0 : Marshal.GetLastWin32Error(); }
    finally { Marshal.ZeroFreeCoTaskMemUnicode(credential.Blob); }
  }
}`;

/** Exit codes: mstsc's own, or 90 when Credential Manager refused (policy), 91 when mstsc could not be started. */
export const MSTSC_SCRIPT = `
$ErrorActionPreference = 'Stop'
Add-Type -TypeDefinition @'
${NATIVE}
'@
$reader = New-Object IO.StreamReader([Console]::OpenStandardInput())
$json = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($reader.ReadLine()))
$order = ConvertFrom-Json $json
$json = $null
$saved = $false
try {
  if ($order.password -ne $null) {
    $problem = [SallyportNative]::Save($order.credentialName, $order.userName, $order.password)
    if ($problem -ne 0) { [Console]::Error.WriteLine("CredWrite: $problem"); exit 90 }
    $saved = $true
    $order.password = $null
  }
  $key = 'HKCU:\\Software\\Microsoft\\Terminal Server Client\\Servers\\' + $order.server
  New-Item -Path $key -Force | Out-Null
  Set-ItemProperty -Path $key -Name UsernameHint -Value $order.userName
  if ($order.certificateHash -ne $null) {
    $bytes = [byte[]]($order.certificateHash -split '(..)' -ne '' | ForEach-Object { [Convert]::ToByte($_, 16) })
    Set-ItemProperty -Path $key -Name CertHash -Value $bytes -Type Binary
  }
  try { $client = Start-Process -FilePath $order.program -ArgumentList $order.args -PassThru }
  catch { [Console]::Error.WriteLine($_.Exception.Message); exit 91 }
  $word = $reader.ReadLineAsync()
  while (-not $client.HasExited) {
    if ($saved -and $word.IsCompleted) {
      [SallyportNative]::CredDelete($order.credentialName, 1, 0) | Out-Null
      $saved = $false
    }
    $client.Refresh()
    if ($client.MainWindowHandle -ne 0 -and $client.MainWindowTitle -ne $order.title) {
      [SallyportNative]::SetWindowText($client.MainWindowHandle, $order.title) | Out-Null
    }
    Start-Sleep -Milliseconds 300
  }
  exit 0
} finally {
  if ($saved) { [SallyportNative]::CredDelete($order.credentialName, 1, 0) | Out-Null }
}
`;

// Where one is, to read and to type.
import { useState } from 'react';

interface PathFieldProps {
  readonly path: string;
  readonly onGo: (path: string) => void;
}

export function PathField({ path, onGo }: PathFieldProps) {
  const [text, setText] = useState(path);
  return (
    <form
      className="path-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.startsWith('/')) onGo(text);
      }}
    >
      <input
        className="text-field mono"
        aria-label="Folder"
        aria-invalid={text !== '' && !text.startsWith('/')}
        spellCheck={false}
        maxLength={4096}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setText(path);
        }}
      />
    </form>
  );
}

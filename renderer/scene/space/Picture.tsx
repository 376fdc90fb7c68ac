import { Canvas, useFrame, useThree } from '@react-three/fiber';
import { useEffect, useLayoutEffect } from 'react';
import type { Viewport } from './viewport.ts';

interface PictureProps {
  readonly viewport: Viewport;
  /** The graphics card was taken away, or came back. */
  readonly onLost: (isLost: boolean) => void;
}

/** The canvas. A picture is drawn when something asked for one, and never else. */
export function Picture({ viewport, onLost }: PictureProps) {
  return (
    <Canvas frameloop="demand" flat resize={{ debounce: 0, scroll: false }} tabIndex={-1} aria-hidden="true">
      <Drawing viewport={viewport} onLost={onLost} />
    </Canvas>
  );
}

function Drawing({ viewport, onLost }: PictureProps) {
  const invalidate = useThree((state) => state.invalidate);
  const canvas = useThree((state) => state.gl.domElement);
  const { width, height } = useThree((state) => state.size);
  useLayoutEffect(() => viewport.attach(() => invalidate()), [viewport, invalidate]);
  useLayoutEffect(() => viewport.resize({ width, height }), [viewport, width, height]);
  useEffect(() => {
    const lost = (): void => onLost(true);
    const back = (): void => {
      onLost(false);
      invalidate();
    };
    canvas.addEventListener('webglcontextlost', lost);
    canvas.addEventListener('webglcontextrestored', back);
    return () => {
      canvas.removeEventListener('webglcontextlost', lost);
      canvas.removeEventListener('webglcontextrestored', back);
    };
  }, [canvas, invalidate, onLost]);
  // With a number of its own the view draws itself: it has two cameras.
  useFrame(({ gl, scene }) => viewport.draw(gl, scene), 1);
  return <primitive object={viewport.root} dispose={null} />;
}

import { ChevronDown } from 'lucide-react';
import { useEffect } from 'react';
import { MiddleText } from '../components/MiddleText.tsx';
import { Popup } from '../components/Popup.tsx';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { NewProject } from './NewProject.tsx';
import { ProjectList } from './ProjectList.tsx';
import { RenameProject } from './RenameProject.tsx';
import styles from './ProjectMenu.module.css';
import { showMenu, useProjects } from './projects.ts';
import { useMenuKeys } from './useMenuKeys.ts';

/** Which project this is. A click lists the others, and what can be done with them. */
export function ProjectMenu({ className }: { readonly className: string | undefined }) {
  const attached = useRoom((room) => room.status?.project.name ?? null);
  const view = useProjects((state) => state.view);
  const part = useProjects((state) => state.part);
  // While it is opened main knows its name already.
  const name = attached ?? view?.opening ?? strings.product;
  const isOnly = view === null || view.isOnly;
  useMenuKeys(isOnly);
  useEffect(() => {
    document.title = `${name} · ${strings.product}`;
  }, [name]);
  return (
    <h1 className={className} title={name} aria-label={name}>
      {isOnly ? (
        <MiddleText text={name} />
      ) : (
        <Popup
          open={part !== null}
          onOpenChange={(open) => showMenu(open ? 'list' : null)}
          label={strings.projects.title}
          offset={14}
          trigger={
            <button type="button" className={styles.open} aria-label={strings.projects.open(name)}>
              <MiddleText text={name} />
              <ChevronDown aria-hidden="true" />
            </button>
          }
        >
          <div className={styles.menu}>
            {part === 'new' ? (
              <NewProject usualFolder={view.usualFolder} />
            ) : part === 'rename' ? (
              <RenameProject project={view.current} />
            ) : (
              <ProjectList view={view} />
            )}
          </div>
        </Popup>
      )}
    </h1>
  );
}

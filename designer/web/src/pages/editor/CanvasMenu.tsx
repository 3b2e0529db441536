import { Menu } from "@mantine/core";
import {
  colour,
  fold,
  groupChosen,
  isInGroup,
  makeFragment,
  newNote,
  removeSelected,
  tidy,
  toggleDisabled,
  ungroupChosen,
} from "./actions";
import { annotationsOf, COLORS, idOf } from "./annotations";
import { snapped } from "./layout";
import { openNode, useEdited, useView } from "./store";

function close(): void {
  useView.setState({ menu: null });
}

/** The menu under the mouse: about what is chosen, or about the ground. */
export function CanvasMenu() {
  const menu = useView((state) => state.menu);
  if (!menu) return null;
  return (
    <Menu
      key={`${menu.left} ${menu.top}`}
      opened
      onClose={close}
      position="bottom-start"
      offset={0}
      returnFocus
    >
      <Menu.Target>
        <span style={{ position: "fixed", left: menu.left, top: menu.top, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label="Canvas">
        {menu.isAboutChosen ? <AboutChosen /> : <AboutGround />}
      </Menu.Dropdown>
    </Menu>
  );
}

function AboutGround() {
  const menu = useView((state) => state.menu)!;
  const place = { x: snapped(menu.place.x), y: snapped(menu.place.y) };
  return (
    <>
      <Menu.Item
        rightSection={<kbd>Tab</kbd>}
        onClick={() => useView.setState({ adding: { left: menu.left, top: menu.top, place } })}
      >
        Add a node here
      </Menu.Item>
      <Menu.Item rightSection={<kbd>N</kbd>} onClick={() => newNote(place)}>
        Add a note here
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item rightSection={<kbd>Shift T</kbd>} onClick={tidy}>
        Tidy up
      </Menu.Item>
    </>
  );
}

function AboutChosen() {
  const selected = useView((state) => state.selected);
  const annotations = [...useView((state) => state.annotations)];
  const groups = useEdited((state) => annotationsOf(state.document).groups);
  const chosenGroup = annotations.find((each) => each.startsWith("group"));
  const only = selected.size === 1 && annotations.length === 0 ? [...selected][0]! : null;
  const alone = annotations.length === 1 && selected.size === 0 ? annotations[0]! : chosenGroup;
  return (
    <>
      {only && (
        <Menu.Item rightSection={<kbd>Enter</kbd>} onClick={() => openNode(only)}>
          Open
        </Menu.Item>
      )}
      {alone && (
        <Menu.Item rightSection={<kbd>F2</kbd>} onClick={() => useView.setState({ writing: alone })}>
          {chosenGroup ? "Rename the group" : "Write the note"}
        </Menu.Item>
      )}
      {selected.size > 0 && (
        <Menu.Item rightSection={<kbd>D</kbd>} onClick={toggleDisabled}>
          Disable or enable
        </Menu.Item>
      )}
      {!chosenGroup && (
        <Menu.Item rightSection={<kbd>Ctrl G</kbd>} onClick={groupChosen}>
          Group
        </Menu.Item>
      )}
      {chosenGroup && (
        <Menu.Item onClick={() => fold(idOf(chosenGroup))}>
          {groups[idOf(chosenGroup)]?.collapsed ? "Open the group" : "Fold the group"}
        </Menu.Item>
      )}
      {(chosenGroup || isInGroup()) && (
        <Menu.Item rightSection={<kbd>Shift Ctrl G</kbd>} onClick={ungroupChosen}>
          {chosenGroup ? "Ungroup" : "Take out of the group"}
        </Menu.Item>
      )}
      {selected.size > 0 && <Menu.Item onClick={makeFragment}>Make a fragment of it</Menu.Item>}
      {alone && (
        <>
          <Menu.Divider />
          <Menu.Label>Colour</Menu.Label>
          {COLORS.map((each) => (
            <Menu.Item
              key={each}
              leftSection={<span className={`swatch tone-${each}`} />}
              onClick={() => colour(each)}
            >
              {each}
            </Menu.Item>
          ))}
        </>
      )}
      <Menu.Divider />
      <Menu.Item rightSection={<kbd>Del</kbd>} onClick={removeSelected}>
        {chosenGroup ? "Remove it and what is in it" : "Remove"}
      </Menu.Item>
    </>
  );
}

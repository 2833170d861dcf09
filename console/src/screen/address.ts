/** Whether this window is a wall screen: the only page that has a path of its own. */
export const isWall = location.pathname.replace(/\/+$/, '') === '/screen';

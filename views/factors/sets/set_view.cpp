// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/sets/set_view.h"

#include <QDragEnterEvent>

namespace ropewalk::views {

void SetView::dragEnterEvent(QDragEnterEvent* event)
{
    if (model()->canDropMimeData(event->mimeData(), event->dropAction(), -1, -1, {}))
        QListView::dragEnterEvent(event);
    else
        event->ignore();
}

} // namespace ropewalk::views

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

void SetView::resizeEvent(QResizeEvent* event)
{
    QListView::resizeEvent(event);
    if (currentIndex().isValid())
        scrollTo(currentIndex());
}

} // namespace ropewalk::views

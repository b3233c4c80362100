// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/sets/set_notes.h"

#include "views/document/document.h"
#include "views/plots/panel.h"
#include "views/plots/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace ropewalk::views {

namespace {
constexpr int shownLines = 4;
}

SetNotes::SetNotes(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_origin(Panel::note({}))
    , m_edit(new QPlainTextEdit)
{
    m_edit->setFont(scaledFont(m_edit->font(), 0.95));
    m_edit->setPlaceholderText(tr("Notes on this set"));
    m_edit->setAccessibleName(tr("Notes"));
    m_edit->setToolTip(tr("What you want to remember about this set; kept in the project"));
    m_edit->setTabChangesFocus(true);
    m_edit->setAcceptDrops(false); // a set that is dragged is no text
    m_edit->setUndoRedoEnabled(false); // the project's undo takes typed words back
    m_edit->setFixedHeight(
        m_edit->fontMetrics().lineSpacing() * shownLines + int(2 * m_edit->document()->documentMargin()) + 2);
    m_edit->installEventFilter(this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_origin);
    layout->addWidget(m_edit);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &SetNotes::keep);
    connect(document, &Document::setsChanged, this, &SetNotes::refresh);
    refresh();
}

void SetNotes::setSet(const std::string& id, const QString& origin)
{
    if (id != m_id)
        m_gesture = m_document->beginGesture();
    m_id = id;
    m_origin->setText(origin.isEmpty() ? QString() : tr("from %1").arg(origin));
    m_origin->setVisible(!origin.isEmpty());
    refresh();
}

void SetNotes::refresh()
{
    const rope::FactorSet* set = m_document->set(m_id);
    m_edit->setVisible(set);
    const QString notes = set ? QString::fromStdString(set->notes) : QString();
    if (notes == m_edit->toPlainText())
        return;
    const QSignalBlocker quiet(m_edit);
    m_edit->setPlainText(notes);
    m_edit->moveCursor(QTextCursor::End);
}

void SetNotes::keep()
{
    m_document->setNotes(m_id, m_edit->toPlainText(), m_gesture);
}

bool SetNotes::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn)
        m_gesture = m_document->beginGesture();
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            m_gesture = m_document->beginGesture();
            event->ignore(); // the window's
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace ropewalk::views

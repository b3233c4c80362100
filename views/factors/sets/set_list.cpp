// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/sets/set_list.h"

#include "views/document/paired_score.h"
#include "views/factors/sets/set_delegate.h"
#include "views/factors/sets/set_model.h"
#include "views/factors/sets/set_notes.h"
#include "views/factors/sets/set_view.h"
#include "views/language/set_texts.h"
#include "views/plots/pill_button.h"
#include "views/plots/text/elided_label.h"
#include "views/plots/theme.h"

#include "core/rope/set_words.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ropewalk::views {

SetList::SetList(Document* document, QWidget* parent)
    : Panel(tr("Factor sets"), parent)
    , m_document(document)
    , m_model(new SetModel(document, this))
    , m_view(new SetView)
    , m_notes(new SetNotes(document))
    , m_tag(new ElidedLabel)
{
    m_view->setModel(m_model);
    m_view->setItemDelegate(new SetDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->viewport()->setAutoFillBackground(false); // it lies on the panel
    m_view->setEditTriggers(QAbstractItemView::DoubleClicked);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setMouseTracking(true);
    m_view->setDragDropMode(QAbstractItemView::DragDrop);
    m_view->setDefaultDropAction(Qt::MoveAction);
    m_view->setDragDropOverwriteMode(false);
    m_view->setUniformItemSizes(true);
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_view->setAccessibleName(tr("Factor sets"));
    m_view->setMinimumSize(150, 120);
    addActions();

    auto* add = new PillButton(QStringLiteral("+"));
    add->setCompact(true);
    add->setToolTip(tr("A new set, as a copy of the chosen one"));
    add->setAccessibleName(tr("New factor set"));
    // A line of its own, which no text makes wider than the panel is.
    m_tag->setFont(scaledFont(font(), 0.85));
    m_tag->setForegroundRole(QPalette::PlaceholderText);
    m_tag->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    header()->addWidget(add);
    body()->setSpacing(3);
    body()->addWidget(m_tag);
    body()->addWidget(m_view, 1);
    body()->addWidget(m_notes);

    connect(add, &PillButton::clicked, this, &SetList::duplicateCurrent);
    connect(m_view, &QListView::clicked, this, &SetList::activate);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &SetList::updateActions);
    connect(m_model, &SetModel::modelReset, this, &SetList::tellCompared);
    connect(m_model, &SetModel::dataChanged, this, &SetList::tellCompared);
    connect(document, &Document::scoresChanged, this, &SetList::refreshTag);
    connect(document, &Document::targetChanged, this, &SetList::refreshTag);
    connect(document, &Document::projectReset, this, &SetList::refreshTag);
    auto showActive = [this] {
        const QModelIndex active = m_model->indexOf(QString::fromStdString(m_document->project().active_set));
        m_view->setCurrentIndex(active);
        updateActions();
    };
    connect(m_model, &SetModel::modelAboutToBeReset, this,
        [this] { m_kept = m_view->currentIndex().data(SetModel::IdRole).toString(); });
    connect(m_model, &SetModel::modelReset, this, [this, showActive] {
        // A moved set stays the current one; a new or a removed one leaves that to the active set.
        const QModelIndex kept = m_model->indexOf(m_kept);
        if (kept.isValid() && m_moving) {
            m_view->setCurrentIndex(kept);
            updateActions();
        } else {
            showActive();
        }
    });
    connect(document, &Document::activeSetChanged, this, showActive);
    showActive();
    refreshTag();
    m_told = compared();
}

void SetList::tellCompared()
{
    std::optional<rope::FactorSet> now = compared();
    if (now == m_told)
        return;
    m_told = std::move(now);
    Q_EMIT comparedChanged();
}

void SetList::refreshTag()
{
    // All of them are measured on the same windows; what a preview was is said where it stands.
    std::optional<ScoreEntry> entry;
    for (int row = 0; row < m_model->rowCount() && (!entry || entry->preview); ++row)
        entry = m_document->score(*m_model->setAt(m_model->index(row)));
    const bool known = entry && !entry->preview;
    m_tag->setText(known ? windowsText(*entry) : tr("perplexity"));
    m_tag->setToolTip(tr("Perplexity of each set at the target.") + (known ? u' ' + windowsTip(*entry) : QString()));
}

void SetList::addActions()
{
    auto action = [this](const QString& text, const QKeySequence& keys) {
        auto* made = new QAction(text, this);
        made->setShortcut(keys);
        made->setShortcutContext(Qt::WidgetShortcut);
        m_view->addAction(made);
        return made;
    };
    m_edit = action(tr("Edit (A)"), Qt::Key_Return);
    m_compare = action(tr("Compare (B)"), Qt::Key_B);
    m_rename = action(tr("Rename…"), Qt::Key_F2);
    m_duplicate = action(tr("Duplicate"), Qt::CTRL | Qt::Key_D);
    m_delete = action(tr("Delete"), QKeySequence::Delete);
    m_lock = action(tr("Lock set"), Qt::Key_L);
    m_up = action(tr("Move up"), Qt::ALT | Qt::Key_Up);
    m_down = action(tr("Move down"), Qt::ALT | Qt::Key_Down);
    m_compare->setCheckable(true);
    m_lock->setCheckable(true);

    connect(m_edit, &QAction::triggered, this, [this] { m_document->setActiveSet(currentId()); });
    connect(m_compare, &QAction::triggered, this, &SetList::compareCurrent);
    connect(m_rename, &QAction::triggered, this, [this] { m_view->edit(m_view->currentIndex()); });
    connect(m_duplicate, &QAction::triggered, this, &SetList::duplicateCurrent);
    connect(m_delete, &QAction::triggered, this, [this] { m_document->removeSet(currentId()); });
    connect(m_lock, &QAction::triggered, this, [this](bool on) { m_document->setLocked(currentId(), on); });
    connect(m_up, &QAction::triggered, this, [this] { moveCurrent(-1); });
    connect(m_down, &QAction::triggered, this, [this] { moveCurrent(1); });
    connect(m_model, &SetModel::dataChanged, this, &SetList::updateActions);
}

std::string SetList::currentId() const
{
    return m_view->currentIndex().data(SetModel::IdRole).toString().toStdString();
}

void SetList::moveCurrent(int by)
{
    const rope::FactorSet* set = m_document->set(currentId());
    if (!set)
        return;
    const auto place = set - m_document->project().sets.data() + by;
    m_moving = true;
    if (place >= 0)
        m_document->moveSet(set->id, std::size_t(place));
    m_moving = false;
}

void SetList::updateActions()
{
    const QModelIndex current = m_view->currentIndex();
    const bool own = current.isValid() && !current.data(SetModel::BaselineRole).toBool();
    const QString mark = current.data(SetModel::MarkRole).toString();
    const rope::FactorSet* set = own ? m_document->set(currentId()) : nullptr;
    const auto shown = m_model->setAt(current);
    m_notes->setSet(currentId(), shown ? shownOrigin(*shown) : QString());
    m_edit->setEnabled(own && mark != u"A");
    m_compare->setEnabled(current.isValid() && mark != u"A");
    m_compare->setChecked(mark == u"B");
    m_rename->setEnabled(own);
    m_duplicate->setEnabled(current.isValid());
    m_delete->setEnabled(set && !set->locked);
    m_lock->setEnabled(own);
    m_lock->setChecked(set && set->locked);
    m_up->setEnabled(own);
    m_down->setEnabled(own);
}

void SetList::activate(const QModelIndex& index)
{
    if (index.data(SetModel::BaselineRole).toBool())
        compareCurrent();
    else
        m_document->setActiveSet(index.data(SetModel::IdRole).toString().toStdString());
}

void SetList::compareCurrent()
{
    const QString id = m_view->currentIndex().data(SetModel::IdRole).toString();
    m_model->setCompared(id == m_model->compared() ? QString() : id);
    updateActions();
}

void SetList::duplicateCurrent()
{
    std::optional<rope::FactorSet> copy = m_model->setAt(m_view->currentIndex());
    if (!copy)
        return;
    copy->id.clear();
    copy->locked = false;
    if (copy->default_name)
        rope::name_by_default(*copy, words("{1} copy", copy->name));
    else
        copy->name = tr("%1 copy").arg(shownName(*copy)).toStdString();
    m_document->addSet(std::move(*copy));
}

std::optional<rope::FactorSet> SetList::compared() const
{
    return m_model->setAt(m_model->indexOf(m_model->compared()));
}

void SetList::setCompared(const QString& id)
{
    m_model->setCompared(id);
    updateActions();
}

} // namespace ropewalk::views

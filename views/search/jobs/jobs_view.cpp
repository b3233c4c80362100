// SPDX-License-Identifier: GPL-3.0-only
#include "views/search/jobs/jobs_view.h"

#include "views/plots/panel.h"
#include "views/search/jobs/job_row.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

namespace ropewalk::views {

JobsView::JobsView(QWidget* parent)
    : QWidget(parent)
    , m_list(new QVBoxLayout)
    , m_nothing(Panel::note(tr("nothing is running")))
{
    setAccessibleName(tr("Jobs"));
    setMinimumWidth(120);
    auto* content = new QWidget;
    content->setLayout(m_list);
    m_list->setContentsMargins(0, 0, 4, 0);
    m_list->setSpacing(4);
    m_list->addWidget(m_nothing);
    m_list->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    scroll->setWidget(content);
    content->setAutoFillBackground(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(Panel::heading(tr("Jobs")));
    layout->addWidget(scroll, 1);
}

JobRow* JobsView::row(const QString& id) const
{
    const auto found
        = std::find_if(m_rows.begin(), m_rows.end(), [&](const JobRow* one) { return one->id() == id; });
    return found == m_rows.end() ? nullptr : *found;
}

void JobsView::addJob(const QString& id, const QString& name, bool cancellable)
{
    if (JobRow* known = row(id)) {
        known->setName(name);
        return;
    }
    auto* added = new JobRow(id, name, cancellable);
    connect(added, &JobRow::cancelRequested, this, &JobsView::cancelRequested);
    m_list->insertWidget(int(m_rows.size()) + 1, added); // after the note
    m_rows.push_back(added);
    m_nothing->hide();
}

void JobsView::setProgress(const QString& id, const protocol::JobProgress& progress)
{
    if (JobRow* known = row(id))
        known->setProgress(progress);
}

void JobsView::removeJob(const QString& id)
{
    JobRow* known = row(id);
    if (!known)
        return;
    std::erase(m_rows, known);
    m_list->removeWidget(known);
    known->hide();
    known->deleteLater(); // it may be the one whose cross was pressed
    m_nothing->setVisible(m_rows.empty());
}

} // namespace ropewalk::views

// SPDX-License-Identifier: GPL-3.0-only
#include "views/search/search_list.h"

#include "views/plots/pill_button.h"
#include "views/plots/theme.h"

#include <QComboBox>
#include <QHBoxLayout>

namespace ropewalk::views {

SearchList::SearchList(QWidget* parent)
    : QWidget(parent)
    , m_box(new QComboBox)
    , m_remove(new PillButton(tr("Remove")))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    m_box->setAccessibleName(tr("Searches of this project"));
    m_box->setFont(scaledFont(font(), 0.9));
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_box->setMinimumContentsLength(20);
    m_box->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_box->setMaximumWidth(520);
    m_remove->setCompact(true);
    m_remove->setAccessibleName(tr("Remove this search from the project"));
    row->addWidget(m_box, 1);
    row->addWidget(m_remove);
    row->addStretch();
    hide();
    connect(m_box, &QComboBox::activated, this,
        [this](int index) { Q_EMIT chosen(m_box->itemData(index).toString()); });
    connect(m_remove, &PillButton::clicked, this,
        [this] { Q_EMIT removeRequested(m_box->currentData().toString()); });
    setRemovable(true);
}

void SearchList::setEntries(const std::vector<Entry>& entries, const QString& shown, const QString& otherwise)
{
    m_box->clear();
    m_box->setPlaceholderText(otherwise);
    for (const Entry& one : entries) {
        m_box->addItem(one.text, one.id);
        m_box->setItemData(m_box->count() - 1, one.tip, Qt::ToolTipRole);
    }
    m_box->setCurrentIndex(m_box->findData(shown));
    m_box->setToolTip(m_box->currentIndex() < 0 ? otherwise : m_box->currentData(Qt::ToolTipRole).toString());
    setVisible(!entries.empty());
}

void SearchList::setRemovable(bool removable, const QString& reason)
{
    m_remove->setEnabled(removable && m_box->currentIndex() >= 0);
    m_remove->setToolTip(removable ? tr("Takes this search out of the project; you are asked first") : reason);
}

} // namespace ropewalk::views

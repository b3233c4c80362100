// SPDX-License-Identifier: GPL-3.0-only
#include "views/evaluation/set_box.h"

#include "views/language/set_texts.h"

#include <QSignalBlocker>
#include <algorithm>

namespace ropewalk::views {

namespace {

bool turnAlike(const rope::FactorSet& one, const rope::FactorSet& other)
{
    return one.lambda == other.lambda && one.n_hat == other.n_hat && one.attention_factor == other.attention_factor;
}

} // namespace

SetBox::SetBox(QWidget* parent)
    : QComboBox(parent)
    , m_items(1)
{
    addItem(tr("plain rotation"));
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(12);
    connect(this, &QComboBox::currentIndexChanged, this, &SetBox::setChanged);
}

rope::FactorSet SetBox::set() const
{
    return m_items[std::size_t(std::max(0, currentIndex()))];
}

void SetBox::setSets(const std::vector<rope::FactorSet>& sets)
{
    const rope::FactorSet before = set();
    m_sets = sets;
    const auto same = std::find_if(
        sets.begin(), sets.end(), [&](const rope::FactorSet& one) { return !before.lambda.empty() && one.id == before.id; });
    fill(same == sets.end() ? before : *same);
    if (!turnAlike(set(), before))
        Q_EMIT setChanged();
}

void SetBox::setSet(const rope::FactorSet& chosen)
{
    const rope::FactorSet before = set();
    fill(chosen);
    if (!turnAlike(set(), before))
        Q_EMIT setChanged();
}

void SetBox::fill(const rope::FactorSet& chosen)
{
    const QSignalBlocker quiet(this);
    m_items.assign(1, {});
    m_items.insert(m_items.end(), m_sets.begin(), m_sets.end());
    auto at = std::find_if(m_items.begin(), m_items.end(),
        [&](const rope::FactorSet& one) { return one.id == chosen.id && turnAlike(one, chosen); });
    if (at == m_items.end())
        at = std::find_if(
            m_items.begin(), m_items.end(), [&](const rope::FactorSet& one) { return turnAlike(one, chosen); });
    const auto index = at - m_items.begin();
    if (at == m_items.end())
        m_items.push_back(chosen);
    clear();
    for (const rope::FactorSet& one : m_items)
        addItem(one.lambda.empty() ? tr("plain rotation") : shownName(one));
    if (index > std::ptrdiff_t(m_sets.size()))
        setItemText(int(index), tr("%1, as measured").arg(shownName(chosen)));
    setCurrentIndex(int(index));
}

} // namespace ropewalk::views

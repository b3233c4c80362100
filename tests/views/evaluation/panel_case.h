// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "tests/views/pictures.h"
#include "views/plots/panel.h"

#include <QAbstractButton>
#include <QTest>
#include <memory>

/// What the tests of the evaluations' panels share: a panel of one kind on a stage, its pictures in light and dark, and
/// its controls by what a person reads on them.
class PanelCase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void pictures_data();

protected:
    virtual ropewalk::views::Panel* make() = 0; ///< a new panel, ready to be used
    virtual QSize size() const = 0; ///< of the stage
    virtual void fill() = 0; ///< with results

    /// A filled panel in the theme of the present row of pictures(); prepare() is done before it is looked at.
    QImage look(const QString& name, const std::function<void()>& prepare = {});
    static ropewalk::views::Theme theme(); ///< of that row

    /// The visible button that says this; null = none. The last where there are several, which is the larger one.
    QAbstractButton* button(const QString& text) const;
    template <class T>
    T* control(const QString& accessibleName) const
    {
        for (T* one : m_panel->findChildren<T*>())
            if (one->accessibleName() == accessibleName)
                return one;
        return nullptr;
    }
    void click(const QString& buttonText) const;
    /// Replaces what stands in a field by what is typed.
    static void type(QWidget* field, const QString& text);
    void openSettings() const { click(QStringLiteral("Settings")); }

private:
    std::unique_ptr<ropewalk::test::Stage> m_stage;
    ropewalk::views::Panel* m_panel = nullptr;
};

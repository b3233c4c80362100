// SPDX-License-Identifier: GPL-3.0-only
#include "panel_case.h"

using namespace ropewalk;

void PanelCase::initTestCase()
{
    test::useTheme(views::lightTheme());
}

void PanelCase::init()
{
    m_panel = make();
    m_stage = std::make_unique<test::Stage>(m_panel, size());
    QVERIFY(QTest::qWaitForWindowExposed(&m_stage->window()));
}

void PanelCase::cleanup()
{
    m_stage.reset();
    test::useTheme(views::lightTheme());
}

void PanelCase::pictures_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

views::Theme PanelCase::theme()
{
    return QString::fromLatin1(QTest::currentDataTag()) == u"dark" ? views::darkTheme() : views::lightTheme();
}

QImage PanelCase::look(const QString& name, const std::function<void()>& prepare)
{
    m_stage.reset();
    test::useTheme(theme());
    init();
    fill();
    if (prepare)
        prepare();
    QCoreApplication::processEvents();
    return test::picture(*m_panel, name + u'-' + QString::fromLatin1(QTest::currentDataTag()), 2);
}

QAbstractButton* PanelCase::button(const QString& text) const
{
    QAbstractButton* found = nullptr;
    for (QAbstractButton* one : m_panel->findChildren<QAbstractButton*>())
        if (one->isVisible() && one->text() == text)
            found = one;
    return found;
}

void PanelCase::click(const QString& buttonText) const
{
    QAbstractButton* pressed = button(buttonText);
    QVERIFY2(pressed, qPrintable(buttonText));
    QTest::mouseClick(pressed, Qt::LeftButton);
}

void PanelCase::type(QWidget* field, const QString& text)
{
    QVERIFY(field);
    QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(field, text);
    QTest::keyClick(field, Qt::Key_Return);
}

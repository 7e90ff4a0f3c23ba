"""`encore shop flows` names what it knows when it is given a name that it does not."""

from plugin.cli import main


def test_a_flow_that_does_not_exist_is_wrong_usage_and_the_flows_are_listed(capsys):
    assert main(["shop", "flows", "one.myshopify.com", "--on", "thankyou"]) == 2
    said = capsys.readouterr().err
    assert "'thankyou'" in said
    assert "thank_you" in said

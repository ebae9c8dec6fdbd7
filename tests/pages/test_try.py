def test_it(installation):
    print(installation.rows)

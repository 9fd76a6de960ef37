from config.services import database_roles


def test_the_owner_may_create_databases_only_when_told():
    assert "NOLOGIN CREATEDB" in database_roles.roles(createdb=True)
    assert "NOLOGIN NOCREATEDB" in database_roles.roles(createdb=False)


def test_the_roles_are_those_that_the_hardening_names():
    names = (database_roles.OWNER, database_roles.DEPLOY, database_roles.APP)

    assert names == ("concord_owner", "concord_deploy", "concord_app")


def test_a_new_database_belongs_to_the_owner():
    assert database_roles.create("concord") == 'CREATE DATABASE "concord" OWNER concord_owner'

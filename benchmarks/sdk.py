"""What the vendor's client takes: a login and a list of the secrets, two requests."""

import os

from infisical_sdk import InfisicalSDKClient

client = InfisicalSDKClient(host=os.environ["INFISICAL_DOMAIN"])
client.auth.universal_auth.login(
    client_id=os.environ["INFISICAL_UNIVERSAL_AUTH_CLIENT_ID"],
    client_secret=os.environ["INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"],
)
client.secrets.list_secrets(
    project_id=os.environ["INFISICAL_PROJECT_ID"], environment_slug=os.environ["INFISICAL_ENVIRONMENT"], secret_path="/"
)

"""The original back end's home feed, rebuilt small: Flask, a psycopg pool, JSON made by PostgreSQL.

Kinder than the original where that was slow by accident: it has indices, a limit, a predicate for expiry, no tracing and
no console output, and answers PostgreSQL's JSON as it is instead of parsing and printing it again. PEER_DRIVER chooses
psycopg (3, as in the original) or psycopg2, which Debian ships with its C parts.
"""
import os

from flask import Flask, Response

HOME = """
SELECT COALESCE(array_to_json(array_agg(row_to_json(array_row))), '[]'::json)::text FROM (
  SELECT
    activities.uuid, users.display_name, users.handle, users.cognito_user_id, activities.message,
    activities.replies_count, activities.reposts_count, activities.likes_count,
    activities.reply_to_activity_uuid, activities.expires_at, activities.created_at
  FROM peer.activities
  LEFT JOIN peer.users ON users.uuid = activities.user_uuid
  WHERE activities.reply_to_activity_uuid IS NULL AND activities.expires_at > now()
  ORDER BY activities.created_at DESC
  LIMIT 20
) array_row
"""

app = Flask(__name__)

if os.environ["PEER_DRIVER"] == "psycopg":
    from psycopg_pool import ConnectionPool

    pool = ConnectionPool(os.environ["CONNECTION_URL"], min_size=1, max_size=4, kwargs={"autocommit": True})

    def home():
        with pool.connection() as connection:
            return connection.execute(HOME).fetchone()[0]
else:
    from psycopg2.pool import ThreadedConnectionPool

    pool = ThreadedConnectionPool(4, 4, os.environ["CONNECTION_URL"])
    for connection in [pool.getconn() for _ in range(4)]:
        connection.autocommit = True
        pool.putconn(connection)

    def home():
        connection = pool.getconn()
        try:
            with connection.cursor() as cursor:
                cursor.execute(HOME)
                return cursor.fetchone()[0]
        finally:
            pool.putconn(connection)


@app.route("/api/activities/home")
def data_home():
    return Response(home(), mimetype="application/json")

return finish(acceptWorkflow(BODY))

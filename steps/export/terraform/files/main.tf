terraform {
  required_version = ">= 1.7"

  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.100" }
  }
}

provider "aws" {
  region = var.region

  default_tags { tags = var.tags }
  ignore_tags { key_prefixes = ["fargate-wizard:"] } # what the wizard noted on its own things
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition

  public  = { for name, app in var.apps : name => app if app.path != null }
  private = { for name, app in var.apps : name => app if app.private != null }
  inside  = [for zone in var.zones : aws_subnet.this["private ${zone}"].id]
  home    = one([for name, app in local.public : name if app.path == "/"])
}
